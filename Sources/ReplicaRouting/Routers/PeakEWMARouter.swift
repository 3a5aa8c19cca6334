// SPDX-License-Identifier: Apache-2.0

/// Sends writes to the primary and a read to the cheaper of two replicas, by their latency and the requests under way; the
/// primary is among them where it has weight. It needs the loads to be kept: see ``NodeLoad`` and
/// ``PowerOfTwoChoicesSelector``.
///
/// The rest is what every ``ComposedRouter`` does.
public struct PeakEWMARouter: Router {
    private let composition: ComposedRouter<PowerOfTwoChoicesSelector>

    /// Preference, fallback and pinning.
    public var policy: RoutingPolicy { composition.policy }

    /// Makes a router.
    ///
    /// - Parameters:
    ///   - policy: Preference, fallback and pinning; `RoutingPolicy(pins: false)` makes one without pinning.
    ///   - filters: What leaves the candidates of a read.
    public init(policy: RoutingPolicy = RoutingPolicy(), filters: FilterChain = .standard) {
        composition = ComposedRouter(filters: filters, selector: PowerOfTwoChoicesSelector(), policy: policy)
    }

    /// Chooses a node for a request, or says why none will do.
    public func decide(_ request: RoutingRequest, in topology: Topology, context: inout RoutingContext) -> Decision {
        composition.decide(request, in: topology, context: &context)
    }
}
