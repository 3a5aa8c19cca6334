// SPDX-License-Identifier: Apache-2.0

/// Spreads reads at random over the nodes, in proportion to their weights; and writes in the same way over the primaries,
/// of which the topology may have several (``PrimaryRule/several``).
///
/// The rest is what every ``ComposedRouter`` does.
public struct WeightedRandomRouter: Router {
    private let composition: ComposedRouter<WeightedSelector>

    /// Preference, fallback and pinning.
    public var policy: RoutingPolicy { composition.policy }

    /// Makes a router.
    ///
    /// - Parameters:
    ///   - policy: Preference, fallback and pinning; `RoutingPolicy(pins: false)` makes one without pinning.
    ///   - filters: What leaves the candidates of a read.
    public init(policy: RoutingPolicy = RoutingPolicy(), filters: FilterChain = .standard) {
        composition = ComposedRouter(
            filters: filters,
            selector: WeightedSelector(),
            policy: policy,
            spreadsWrites: true
        )
    }

    /// Chooses a node for a request, or says why none will do.
    public func decide(_ request: RoutingRequest, in topology: Topology, context: inout RoutingContext) -> Decision {
        composition.decide(request, in: topology, context: &context)
    }
}
