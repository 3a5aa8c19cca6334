// SPDX-License-Identifier: Apache-2.0

/// Takes one candidate after the other, by the ticket of the context: strictly in turn while all are eligible.
///
/// The ticket is taken modulo the number of nodes that there are, not of those that are eligible. The turns of a node
/// that is not eligible are drawn among the others by a hash of the ticket, each as likely as the others. So when a
/// node leaves or comes back only its own turns move, and none of the others gets more of them than its part.
public struct RoundRobinSelector: NodeSelector {
    /// Makes a selector.
    public init() {}

    /// `roundRobin`.
    public var cause: Cause { .roundRobin }

    /// The candidate whose turn it is, nil when there is none.
    @inline(__always)
    public func select(from candidates: borrowing Candidates, context: inout RoutingContext) -> Int? {
        let positions = candidates.pooled
        guard !positions.isEmpty else { return nil }
        let turn = context.ticket % UInt64(truncatingIfNeeded: positions.count)
        let position = positions[Int(truncatingIfNeeded: turn)]
        if candidates.contains(position) { return position }
        var hash = RoutingGenerator(seed: context.ticket)
        return candidates.drawEvenly(except: position, using: &hash)
    }
}
