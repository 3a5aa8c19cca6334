// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting

/// A router and what it is called in the results of a test.
struct NamedRouter: Sendable, CustomStringConvertible {
    let description: String
    let make: @Sendable (RoutingPolicy) -> any Router

    var router: any Router { make(RoutingPolicy()) }

    static let random = NamedRouter(description: "random") { RandomRouter(policy: $0) }
    static let weightedRandom = NamedRouter(description: "weightedRandom") { WeightedRandomRouter(policy: $0) }
    static let roundRobin = NamedRouter(description: "roundRobin") { RoundRobinRouter(policy: $0) }
    static let weighted = NamedRouter(description: "weighted") { WeightedPrimaryReplicaRouter(policy: $0) }
    static let roundRobinReplica = NamedRouter(description: "roundRobinReplica") {
        RoundRobinPrimaryReplicaRouter(policy: $0)
    }
    static let smooth = NamedRouter(description: "smooth") { SmoothWeightedRouter(policy: $0) }
    static let leastOutstanding = NamedRouter(description: "leastOutstanding") { LeastOutstandingRouter(policy: $0) }
    static let peakEWMA = NamedRouter(description: "peakEWMA") { PeakEWMARouter(policy: $0) }

    static let all = [
        random, weightedRandom, roundRobin, weighted, roundRobinReplica, smooth, leastOutstanding, peakEWMA,
    ]
    /// Those whose shares follow the weights, however busy the nodes are.
    static let byWeight = [weightedRandom, weighted, smooth]
    /// Those that treat all nodes with weight alike.
    static let even = [random, roundRobin, roundRobinReplica]
    /// Those that send writes to the one primary.
    static let withPrimary = [weighted, roundRobinReplica, smooth, leastOutstanding, peakEWMA]
    /// Those that spread writes over a pool of primaries.
    static let withPool = [random, weightedRandom, roundRobin]
}

extension Topology {
    /// Nodes that all take writes, called `node-1` and so on.
    static func pool(_ weights: [Double]) throws -> Topology {
        try Topology(
            weights.enumerated().map { index, weight in
                Node(id: NodeID("node-\(index + 1)"), role: .primary, weight: weight)
            },
            primaries: .several,
        )
    }
}

extension Router {
    /// The nodes that so many decisions in a row choose.
    func sequence(
        _ request: RoutingRequest = .read,
        in topology: Topology,
        from ticket: UInt64 = 0,
        count: Int
    ) -> [Int?] {
        var context = RoutingContext(seed: 1)
        return (0..<UInt64(count)).map { offset in
            context.ticket = ticket &+ offset
            return decide(request, in: topology, context: &context).position
        }
    }
}
