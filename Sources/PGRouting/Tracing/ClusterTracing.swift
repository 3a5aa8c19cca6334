// SPDX-License-Identifier: Apache-2.0

#if Tracing
internal import PGClient
internal import ReplicaRouting
internal import Tracing

/// Puts a cluster's reads and writes in spans of their own, above those of their statements.
final class ClusterTracing: Sendable {
    private let tracing: PGTracing
    private let cluster: String

    /// - Returns: `nil` where the configuration asks for no spans.
    init?(_ configuration: PGClusterConfiguration) {
        guard let tracing = configuration.tracing else { return nil }
        self.tracing = tracing
        cluster = configuration.name
    }

    func run<Value>(_ name: String, _ body: (any Span) async throws -> Value) async throws -> Value {
        let span = tracing.currentTracer.startSpan(name, ofKind: .internal)
        defer { span.end() }
        if span.isRecording { span.updateAttributes { $0["replica_routing.cluster"] = cluster } }
        do {
            return try await ServiceContext.withValue(span.context) { try await body(span) }
        } catch {
            span.record(Self.failure(error))
            throw error
        }
    }

    private static func failure(_ error: any Error) -> SpanFailure {
        guard let error = error as? RoutingError else { return SpanFailure(error) }
        return SpanFailure(type: error.code.name, message: error.message)
    }
}
#endif
