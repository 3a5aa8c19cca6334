// SPDX-License-Identifier: Apache-2.0

/// Sends reads to one node with weight after the other, however much weight that is; and writes in the same way to the
/// primaries, of which the topology may have several (``PrimaryRule/several``). Where every node is one, reads and
/// writes of one counter take turns together. See ``RoundRobinSelector`` and ``RoutingContext/ticket``.
///
/// The rest is what every ``ComposedRouter`` does.
public struct RoundRobinRouter: Router {
    private let composition: ComposedRouter<RoundRobinSelector>

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
            selector: RoundRobinSelector(),
            policy: policy,
            spreadsWrites: true
        )
    }

    /// Chooses a node for a request, or says why none will do.
    public func decide(_ request: RoutingRequest, in topology: Topology, context: inout RoutingContext) -> Decision {
        composition.decide(request, in: topology, context: &context)
    }
}
