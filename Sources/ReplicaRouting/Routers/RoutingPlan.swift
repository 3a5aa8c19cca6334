// SPDX-License-Identifier: Apache-2.0

/// What a decision tries, one after the other, until something has a candidate: at most three steps.
///
/// It is the preference, pin and index of a request put together; all that follows is filters. It holds no references, so
/// that making one costs next to nothing.
struct RoutingPlan: Sendable {
    enum Step: Sendable {
        /// One of the candidates of a pool, picked by the selector.
        case choice(NodePool)
        /// One node that the read asks for.
        case node(Int, Reason)
        /// The primary, as the primary.
        case primary(Reason)
        /// The primary, in the place of replicas.
        case spill
    }

    /// Why the request leaves no choice.
    enum Reason: Sendable {
        case write, pinned, active, target, preference, index, name

        var cause: Cause {
            switch self {
            case .write: .write
            case .pinned: .pinned
            case .active: .active
            case .target, .preference: .forcedPrimary
            case .index: .replicaIndex
            case .name: .namedNode
            }
        }
    }

    var first: Step
    var second: Step?
    var third: Step?

    @inline(__always)
    init(_ first: Step, _ second: Step? = nil, _ third: Step? = nil) {
        self.first = first
        self.second = second
        self.third = third
    }

    subscript(index: Int) -> Step? {
        @inline(__always) get {
            switch index {
            case 0: first
            case 1: second
            case 2: third
            default: nil
            }
        }
    }

    /// Why there is no plan.
    enum Refusal: Error {
        case replicaIndexOutOfRange(Int)
        case unknownNode(NodeID)

        func error(in topology: Topology) -> RoutingError {
            switch self {
            case .replicaIndexOutOfRange(let index): .replicaIndexOutOfRange(index, in: topology)
            case .unknownNode(let id): .unknownNode(id, in: topology)
            }
        }
    }

    /// The plan for a read.
    @inline(__always)
    init(
        read request: RoutingRequest,
        in topology: borrowing Topology,
        policy: RoutingPolicy
    ) throws(Refusal) {
        if request.isPinned, policy.pins {
            self.init(.primary(.pinned))
            return
        }
        switch request.target {
        case .any, .replica(index: nil), .replica(index: 0), .replica(index: -1):
            if request.workload == .active {
                self.init(.primary(.active))
            } else {
                self.init(request.preference ?? policy.preference, fallback: policy.fallback)
            }
        case .primary:
            self.init(.primary(.target))
        case .replica(index: let index?):
            let replicas = topology.replicaPositions
            guard index >= 1, index <= replicas.count else { throw .replicaIndexOutOfRange(index) }
            self.init(.node(replicas[index - 1], .index), Self.fallback(policy.fallback))
        case .node(let id):
            guard let position = topology.position(of: id) else { throw .unknownNode(id) }
            self.init(.node(position, .name), Self.fallback(policy.fallback))
        }
    }

    @inline(__always)
    private init(_ preference: ReadPreference?, fallback: ReadFallback) {
        switch preference {
        case nil:
            let spill = Self.fallback(fallback)
            self.init(.choice(.weighted), .choice(.weightlessReplicas), spill)
        case .primary:
            self.init(.primary(.preference))
        case .primaryPreferred:
            self.init(
                .primary(.preference),
                .choice(.weightedReplicas),
                .choice(.weightlessReplicas),
            )
        case .replica:
            self.init(.choice(.weightedReplicas), .choice(.weightlessReplicas))
        case .replicaPreferred:
            self.init(
                .choice(.weightedReplicas),
                .choice(.weightlessReplicas),
                Self.fallback(fallback),
            )
        case .nearest:
            self.init(.choice(.weighted), .choice(.weightless))
        }
    }

    @inline(__always)
    private static func fallback(_ fallback: ReadFallback) -> Step? {
        fallback == .primary ? .spill : nil
    }
}
