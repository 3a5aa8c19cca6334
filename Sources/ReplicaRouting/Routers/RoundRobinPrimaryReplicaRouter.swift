// SPDX-License-Identifier: Apache-2.0

/// Sends writes to the primary and reads to one replica after the other, the primary among them where it has weight. How
/// much weight a node has makes no difference. See ``RoundRobinSelector`` and ``RoutingContext/ticket``.
///
/// The rest is what every ``ComposedRouter`` does.
public struct RoundRobinPrimaryReplicaRouter: Router {
    private let composition: ComposedRouter<RoundRobinSelector>

    /// Preference, fallback and pinning.
    public var policy: RoutingPolicy { composition.policy }

    /// Makes a router.
    ///
    /// - Parameters:
    ///   - policy: Preference, fallback and pinning; `RoutingPolicy(pins: false)` makes one without pinning.
    ///   - filters: What leaves the candidates of a read.
    public init(policy: RoutingPolicy = RoutingPolicy(), filters: FilterChain = .standard) {
        composition = ComposedRouter(filters: filters, selector: RoundRobinSelector(), policy: policy)
    }

    /// Chooses a node for a request, or says why none will do.
    public func decide(_ request: RoutingRequest, in topology: Topology, context: inout RoutingContext) -> Decision {
        composition.decide(request, in: topology, context: &context)
    }
}
