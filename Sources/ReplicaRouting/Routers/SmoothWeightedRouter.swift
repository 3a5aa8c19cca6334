// SPDX-License-Identifier: Apache-2.0

/// Sends writes to the primary and reads to the replicas in turns that their weights make, evenly spread; the
/// primary is among them where it has weight. See ``SmoothWeightedSelector`` and ``RoutingContext/ticket``.
///
/// The rest is what every ``ComposedRouter`` does.
public struct SmoothWeightedRouter: Router {
    private let composition: ComposedRouter<SmoothWeightedSelector>

    /// Preference, fallback and pinning.
    public var policy: RoutingPolicy { composition.policy }

    /// Makes a router.
    ///
    /// - Parameters:
    ///   - policy: Preference, fallback and pinning; `RoutingPolicy(pins: false)` makes one without pinning.
    ///   - filters: What leaves the candidates of a read.
    public init(policy: RoutingPolicy = RoutingPolicy(), filters: FilterChain = .standard) {
        composition = ComposedRouter(filters: filters, selector: SmoothWeightedSelector(), policy: policy)
    }

    /// Chooses a node for a request, or says why none will do.
    public func decide(_ request: RoutingRequest, in topology: Topology, context: inout RoutingContext) -> Decision {
        composition.decide(request, in: topology, context: &context)
    }
}
