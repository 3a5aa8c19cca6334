// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting

/// What is decided, by which router, among how many nodes.
struct DecisionCase: Hashable {
    enum Kind: String, CaseIterable {
        case random, weightedRandom, roundRobin, weightedPrimaryReplica, roundRobinPrimaryReplica, smoothWeighted
        case leastOutstanding, peakEWMA

        var router: any Router {
            switch self {
            case .random: RandomRouter()
            case .weightedRandom: WeightedRandomRouter()
            case .roundRobin: RoundRobinRouter()
            case .weightedPrimaryReplica: WeightedPrimaryReplicaRouter()
            case .roundRobinPrimaryReplica: RoundRobinPrimaryReplicaRouter()
            case .smoothWeighted: SmoothWeightedRouter()
            case .leastOutstanding: LeastOutstandingRouter()
            case .peakEWMA: PeakEWMARouter()
            }
        }
    }

    enum Wish: String, CaseIterable {
        case read, write, pinnedRead, replicaIndex, zone, staleness, tags

        var request: RoutingRequest {
            switch self {
            case .read: RoutingRequest(intent: .read)
            case .write: RoutingRequest(intent: .write)
            case .pinnedRead: RoutingRequest(intent: .read, isPinned: true)
            case .replicaIndex: RoutingRequest(intent: .read, target: .replica(index: 2))
            case .zone: RoutingRequest(intent: .read, zone: "a")
            case .staleness: RoutingRequest(intent: .read, staleness: StalenessLimit(time: .seconds(1)))
            case .tags: RoutingRequest(intent: .read, tagSets: [["use": "web"]])
            }
        }
    }

    let kind: Kind
    let wish: Wish
    let nodes: Int

    /// A plain read by every router, and every wish by the weighted one; each among 3 and 1,000 nodes.
    static var all: [DecisionCase] {
        [3, 1_000].flatMap { nodes in
            Kind.allCases.map { DecisionCase(kind: $0, wish: .read, nodes: nodes) }
                + Wish.allCases.filter { $0 != .read }.map {
                    DecisionCase(kind: .weightedPrimaryReplica, wish: $0, nodes: nodes)
                }
        }
    }

    /// A primary of weight 1 and replicas of weight 2. They have zones or tags only where the read asks for these: half of
    /// the nodes each. (A decision for a node that has some counts one reference more.)
    func topology() throws -> Topology {
        var topology = try Topology(
            (0..<nodes).map { position in
                Node(
                    id: NodeID("replica-\(position)"),
                    role: position == 0 ? .primary : .replica,
                    weight: position == 0 ? 1 : 2,
                    zone: wish == .zone ? (position % 2 == 0 ? "a" : "b") : nil,
                    tags: wish == .tags && position % 2 == 0 ? ["use": "web"] : [:]
                )
            }
        )
        for node in topology.nodes { topology = topology.updating(node.id) { $0.lag = ReplicationLag(time: .zero) } }
        for load in topology.loads { load.record(.milliseconds(1), at: RoutingInstant()) }
        return topology
    }
}
