// SPDX-License-Identifier: Apache-2.0

#if Tracing
public import InMemoryTracing
public import Tracing

extension FinishedInMemorySpan {
    /// The attributes as text, by their names.
    public var texts: [String: String] { attributes.texts }

    /// Everything that the span says, to search for what it must not say.
    public var everything: String { "\(operationName) \(texts) \(events) \(errors) \(String(describing: status))" }

    /// Whether it failed.
    public var hasFailed: Bool { status?.code == .error }
}

extension SpanAttributes {
    /// The attributes as text, by their names.
    public var texts: [String: String] {
        var texts: [String: String] = [:]
        forEach { name, value in
            texts[name] =
                switch value {
                case .string(let text): text
                case .int64(let number): "\(number)"
                case .bool(let flag): "\(flag)"
                default: "\(value)"
                }
        }
        return texts
    }
}

extension InMemoryTracer {
    /// The finished spans of a name, in the order in which they ended.
    public func spans(named name: String) -> [FinishedInMemorySpan] {
        finishedSpans.filter { $0.operationName == name }
    }

    /// The names of the finished spans, in the order in which they ended.
    public var names: [String] { finishedSpans.map(\.operationName) }

    /// Runs `body` in a span named `test`, and returns that span's identifier with its result.
    public func inSpan<Value>(_ body: () async throws -> Value) async rethrows -> (id: String, value: Value) {
        try await withSpan("test") { span in (span.spanID, try await body()) }
    }
}
#endif
