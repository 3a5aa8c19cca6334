// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting

extension Topology {
    /// A primary and two replicas, `primary`, `replica-1` and `replica-2`, of these weights.
    static func three(_ primary: Double = 1, _ first: Double = 2, _ second: Double = 2) throws -> Topology {
        try Topology.primaryAndReplicas(primary, replicas: [first, second])
    }

    /// A primary called `primary` and replicas called `replica-1` and so on.
    static func primaryAndReplicas(_ primary: Double, replicas: [Double]) throws -> Topology {
        let replicas = replicas.enumerated().map { index, weight in
            Node(id: NodeID("replica-\(index + 1)"), role: .replica, weight: weight)
        }
        return try Topology([Node(id: "primary", role: .primary, weight: primary)] + replicas)
    }

    /// Replicas only, called `replica-1` and so on.
    static func replicasOnly(_ weights: [Double]) throws -> Topology {
        try Topology(
            weights.enumerated().map { index, weight in
                Node(id: NodeID("replica-\(index + 1)"), role: .replica, weight: weight)
            }
        )
    }

    /// This topology with a node down.
    func down(_ id: NodeID, _ reason: String? = nil) -> Topology {
        updating(id) { status in
            status.state = .down
            status.reason = reason
        }
    }

    /// This topology with a node in a state.
    func with(_ id: NodeID, _ state: NodeState) -> Topology {
        updating(id) { $0.state = state }
    }

    /// This topology with a node so far behind.
    func behind(_ id: NodeID, time: Duration? = nil, bytes: UInt64? = nil) -> Topology {
        updating(id) { $0.lag = ReplicationLag(bytes: bytes, time: time) }
    }

    /// This topology with a node that answers probes so fast.
    func answering(_ id: NodeID, in latency: Duration) -> Topology {
        updating(id) { $0.latency = latency }
    }

    /// This topology with a node seen in a role.
    func seeing(_ id: NodeID, as role: NodeRole) -> Topology {
        updating(id) { $0.observedRole = role }
    }
}

extension Router {
    /// One decision with a fixed seed.
    func decide(
        _ request: RoutingRequest,
        in topology: Topology,
        seed: UInt64 = 1,
        explains: Bool = false
    ) -> Decision {
        var context = RoutingContext(seed: seed, explains: explains)
        return decide(request, in: topology, context: &context)
    }
}

extension RoutingContext {
    init(seed: UInt64, explains: Bool = false) {
        self.init(now: RoutingInstant(), generator: RoutingGenerator(seed: seed), explains: explains)
    }
}

extension RoutingRequest {
    static var read: RoutingRequest { RoutingRequest(intent: .read) }
    static var write: RoutingRequest { RoutingRequest(intent: .write) }

    static func prefer(_ preference: ReadPreference) -> RoutingRequest {
        RoutingRequest(intent: .read, preference: preference)
    }

    static func read(_ target: ReadTarget, excluded: NodeSet = []) -> RoutingRequest {
        RoutingRequest(intent: .read, target: target, excluded: excluded)
    }
}

/// The error that `body` throws, nil when it throws none.
func routingError<Value>(_ body: () throws(RoutingError) -> Value) -> RoutingError? {
    do throws(RoutingError) {
        _ = try body()
        return nil
    } catch {
        return error
    }
}
