// SPDX-License-Identifier: Apache-2.0

public import ReplicaRouting

/// A router under a name, to be compared with others.
public struct SimulatedPolicy: Sendable {
    /// The name, such as `peakEWMA`.
    public let name: String

    /// What decides.
    public let router: any Router

    /// Makes a policy of a router of your own.
    public init(name: String, router: any Router) {
        self.name = name
        self.router = router
    }

    /// Drawn at random, each node as likely as the others.
    public static var random: SimulatedPolicy { SimulatedPolicy(name: "random", router: RandomRouter()) }

    /// Drawn at random, by weight: ``WeightedPrimaryReplicaRouter``.
    public static var weighted: SimulatedPolicy {
        SimulatedPolicy(name: "weighted", router: WeightedPrimaryReplicaRouter())
    }

    /// In turns: ``RoundRobinPrimaryReplicaRouter``.
    public static var roundRobin: SimulatedPolicy {
        SimulatedPolicy(name: "roundRobin", router: RoundRobinPrimaryReplicaRouter())
    }

    /// In turns by weight: ``SmoothWeightedRouter``.
    public static var smoothWeighted: SimulatedPolicy {
        SimulatedPolicy(name: "smoothWeighted", router: SmoothWeightedRouter())
    }

    /// To the node with the fewest requests under way: ``LeastOutstandingRouter``.
    public static var leastOutstanding: SimulatedPolicy {
        SimulatedPolicy(name: "leastOutstanding", router: LeastOutstandingRouter())
    }

    /// To the better of two by latency and requests under way: ``PeakEWMARouter``.
    public static var peakEWMA: SimulatedPolicy { SimulatedPolicy(name: "peakEWMA", router: PeakEWMARouter()) }

    /// All reads to the primary: what there is without this library.
    public static var primaryOnly: SimulatedPolicy {
        SimulatedPolicy(
            name: "primaryOnly",
            router: WeightedPrimaryReplicaRouter(policy: RoutingPolicy(preference: .primary))
        )
    }

    /// All of the above.
    public static var all: [SimulatedPolicy] {
        [random, weighted, roundRobin, smoothWeighted, leastOutstanding, peakEWMA, primaryOnly]
    }

    /// Those that spread reads: all but ``primaryOnly``.
    public static var spreading: [SimulatedPolicy] { all.filter { $0.name != primaryOnly.name } }

    /// The policy of a name.
    ///
    /// - Throws: ``ScenarioError`` with the code ``ScenarioError/Code/unknownPolicy``, which names those there are.
    public static func named(_ name: String) throws(ScenarioError) -> SimulatedPolicy {
        if let policy = all.first(where: { $0.name == name }) { return policy }
        let valid = all.map(\.name).joined(separator: ", ")
        throw ScenarioError(.unknownPolicy, at: "policies", "there is no policy \(name): valid are \(valid)")
    }
}
