// SPDX-License-Identifier: Apache-2.0

public import ReplicaRouting

/// Which nodes serve the reads of a cluster, and in what proportion.
///
/// Each of the routers here takes a `RoutingPolicy` (which roles reads prefer, what becomes of them where none of those is
/// eligible, whether writes pin) and a `FilterChain` (staleness, tags, zone, latency). ``custom(_:primaryWeight:spillBudget:)``
/// takes one of your own.
public struct PGReadPolicy: Sendable {
    /// Makes the decisions.
    public var router: any Router

    /// The primary's share of the reads, relative to the replicas' weights.
    public var primaryWeight: Double

    /// How many reads may fall back to the primary. `nil`: all.
    public var spillBudget: SpillBudget?

    /// How the nodes' latencies are averaged.
    public var load = NodeLoad.Settings()

    private init(router: any Router, primaryWeight: Double, spillBudget: SpillBudget?) {
        self.router = router
        self.primaryWeight = primaryWeight
        self.spillBudget = spillBudget
    }

    /// Reads are spread at random over the replicas and the primary in proportion to their weights.
    ///
    /// - Parameters:
    ///   - primary: The primary's weight. 0, the default: it serves reads only where no replica can, or there is none.
    ///   - policy: Preference, fallback, spill budget and pinning. Default: to the primary where no replica can serve.
    ///   - filters: What leaves the candidates of a read.
    public static func weighted(
        primary: Double = 0,
        policy: RoutingPolicy = .init(),
        filters: FilterChain = .standard
    ) -> PGReadPolicy {
        standard(WeightedPrimaryReplicaRouter(policy: policy, filters: filters), primary, policy)
    }

    /// One node after the other, however much weight each has; the primary among them where it has any.
    public static func roundRobin(
        primary: Double = 0,
        policy: RoutingPolicy = .init(),
        filters: FilterChain = .standard
    ) -> PGReadPolicy {
        standard(RoundRobinPrimaryReplicaRouter(policy: policy, filters: filters), primary, policy)
    }

    /// In turns that the weights make, as evenly spread as can be.
    public static func smoothWeighted(
        primary: Double = 0,
        policy: RoutingPolicy = .init(),
        filters: FilterChain = .standard
    ) -> PGReadPolicy {
        standard(SmoothWeightedRouter(policy: policy, filters: filters), primary, policy)
    }

    /// The node with the fewest reads under way.
    public static func leastOutstanding(
        primary: Double = 0,
        policy: RoutingPolicy = .init(),
        filters: FilterChain = .standard
    ) -> PGReadPolicy {
        standard(LeastOutstandingRouter(policy: policy, filters: filters), primary, policy)
    }

    /// The better of two nodes drawn at random, by latency and reads under way. It steers around slow nodes.
    public static func peakEWMA(
        primary: Double = 0,
        policy: RoutingPolicy = .init(),
        filters: FilterChain = .standard
    ) -> PGReadPolicy {
        standard(PeakEWMARouter(policy: policy, filters: filters), primary, policy)
    }

    private static func standard(_ router: any Router, _ primary: Double, _ policy: RoutingPolicy) -> PGReadPolicy {
        custom(router, primaryWeight: primary, spillBudget: policy.spillBudget)
    }

    /// A router of your own makes the decisions.
    ///
    /// - Parameters:
    ///   - primaryWeight: The weight of the primary in the topology that the router is given.
    ///   - spillBudget: The budget that the router's decisions go by, if any: the cluster counts against it.
    public static func custom(
        _ router: any Router,
        primaryWeight: Double = 1,
        spillBudget: SpillBudget? = nil
    ) -> PGReadPolicy {
        PGReadPolicy(router: router, primaryWeight: primaryWeight, spillBudget: spillBudget)
    }
}
