// SPDX-License-Identifier: Apache-2.0

internal import PGClient
internal import ReplicaRouting

#if Tracing
internal import Tracing

/// What the routing of one read adds to the read's span.
struct ReadTrace: Sendable {
    /// For a read that is not traced.
    static var none: ReadTrace { ReadTrace(nil) }

    private let span: (any Span)?

    init(_ span: (any Span)?) {
        self.span = span
    }

    /// The router has decided. Where several nodes are tried, the last decision stands.
    @inline(__always)
    func decided(_ decision: Decision, on request: RoutingRequest, retries: Int) {
        if let span { Self.describe(decision, request, retries, in: span) }
    }

    /// The node failed, and another one may be tried.
    @inline(__always)
    func failed(_ error: PGError, on choice: ReadChoice) {
        if let span { Self.note(error, choice.node, in: span) }
    }

    /// The read waits for a replica, or for room on the primary: noted once, however often it looks.
    @inline(__always)
    func waits(since patience: RoutingInstant?) {
        if let span, patience == nil { span.addEvent("replica_routing.wait") }
    }

    private static func describe(_ decision: Decision, _ request: RoutingRequest, _ retries: Int, in span: any Span) {
        guard span.isRecording else { return }
        span.updateAttributes { attributes in
            attributes["replica_routing.node"] = decision.chosen?.id.rawValue
            attributes["replica_routing.node.role"] = decision.chosen?.role.rawValue
            attributes["replica_routing.cause"] = decision.cause.name
            attributes["replica_routing.pinned"] = request.isPinned
            attributes["replica_routing.target"] = request.target.traceName
            attributes["replica_routing.retries"] = retries
        }
    }

    private static func note(_ error: PGError, _ node: NodeRuntime, in span: any Span) {
        guard span.isRecording else { return }
        let failure = SpanFailure(error)
        var attributes: SpanAttributes = [
            "replica_routing.node": .string(node.id.rawValue),
            "replica_routing.node.role": .string(node.role.rawValue),
            "error.type": .string(failure.type),
        ]
        if let sqlState = failure.sqlState { attributes["db.response.status_code"] = sqlState }
        span.addEvent(SpanEvent(name: "replica_routing.attempt_failed", attributes: attributes))
    }
}

extension ReadTarget {
    /// The kind of target; the node is named by another attribute.
    fileprivate var traceName: String {
        switch self {
        case .any: "any"
        case .primary: "primary"
        case .replica: "replica"
        case .node: "node"
        }
    }
}
#else
/// Without tracing, nothing.
struct ReadTrace: Sendable {
    static var none: ReadTrace { ReadTrace() }

    @inline(__always)
    func decided(_ decision: Decision, on request: RoutingRequest, retries: Int) {}
    @inline(__always)
    func failed(_ error: PGError, on choice: ReadChoice) {}
    @inline(__always)
    func waits(since patience: RoutingInstant?) {}
}
#endif
