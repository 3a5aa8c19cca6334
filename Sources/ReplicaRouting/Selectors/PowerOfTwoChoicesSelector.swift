// SPDX-License-Identifier: Apache-2.0

/// Draws two candidates, each as likely as the others, and picks the one of the lower cost: its peak-EWMA latency times
/// the requests under way and the new one (``NodeLoad/cost(at:)``), divided by its weight.
///
/// Two looks are enough to keep loads close together, and unlike a look at all they do not send everybody to the
/// same idle node at once. Sources: M. Mitzenmacher, "The power of two choices in randomized load balancing", IEEE TPDS 12
/// (2001), for the choice; the peak-EWMA balancer of Finagle (Twitter, 2015) for the cost.
public struct PowerOfTwoChoicesSelector: NodeSelector {
    /// Makes a selector.
    public init() {}

    /// `powerOfTwoChoices`.
    public var cause: Cause { .powerOfTwoChoices }

    /// The cheaper of two candidates, the only one where there is one, nil when there is none.
    @inline(__always)
    public func select(from candidates: borrowing Candidates, context: inout RoutingContext) -> Int? {
        guard let (first, other) = candidates.drawTwo(using: &context.generator) else { return nil }
        guard let second = other else { return first }
        return cost(of: second, candidates, context.now) < cost(of: first, candidates, context.now) ? second : first
    }

    @inline(__always)
    private func cost(of position: Int, _ candidates: borrowing Candidates, _ now: RoutingInstant) -> Double {
        candidates.layout.loads[position].cost(at: now) / candidates.knownWeight(at: position)
    }
}
