// SPDX-License-Identifier: Apache-2.0

/// Sends writes to the primary and spreads reads at random over the replicas in proportion to their weights, and over the
/// primary by its own weight.
///
/// The rest is what every ``ComposedRouter`` does.
public struct WeightedPrimaryReplicaRouter: Router {
    private let composition: ComposedRouter<WeightedSelector>

    /// Preference, fallback and pinning.
    public var policy: RoutingPolicy { composition.policy }

    /// Makes a router.
    ///
    /// - Parameters:
    ///   - policy: Preference, fallback and pinning; `RoutingPolicy(pins: false)` makes one without pinning.
    ///   - filters: What leaves the candidates of a read.
    public init(policy: RoutingPolicy = RoutingPolicy(), filters: FilterChain = .standard) {
        composition = ComposedRouter(filters: filters, selector: WeightedSelector(), policy: policy)
    }

    /// Makes a router with this fallback and otherwise the defaults.
    public init(fallback: ReadFallback) {
        self.init(policy: RoutingPolicy(fallback: fallback))
    }

    /// Chooses a node for a request, or says why none will do.
    public func decide(_ request: RoutingRequest, in topology: Topology, context: inout RoutingContext) -> Decision {
        composition.decide(request, in: topology, context: &context)
    }
}
