// SPDX-License-Identifier: Apache-2.0

public import ReplicaRouting

/// Which nodes serve the reads of a cluster, and in what proportion.
public struct PGReadPolicy: Sendable {
    /// Makes the decisions.
    public var router: any Router

    /// The primary's share of the reads, relative to the replicas' weights.
    public var primaryWeight: Double

    private init(router: any Router, primaryWeight: Double) {
        self.router = router
        self.primaryWeight = primaryWeight
    }

    /// Reads are spread over the replicas and the primary in proportion to their weights.
    ///
    /// - Parameters:
    ///   - primary: The primary's weight. 0, the default: it serves reads only where no replica can.
    ///   - fallback: Where a read goes that no node with weight can serve. Default: to the primary.
    public static func weighted(primary: Double = 0, fallback: ReadFallback = .primary) -> PGReadPolicy {
        PGReadPolicy(router: WeightedPrimaryReplicaRouter(fallback: fallback), primaryWeight: primary)
    }

    /// A router of your own makes the decisions.
    ///
    /// - Parameter primaryWeight: The weight of the primary in the topology that the router is given.
    public static func custom(_ router: any Router, primaryWeight: Double = 1) -> PGReadPolicy {
        PGReadPolicy(router: router, primaryWeight: primaryWeight)
    }
}
