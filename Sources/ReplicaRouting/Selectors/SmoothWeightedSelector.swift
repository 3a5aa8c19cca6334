// SPDX-License-Identifier: Apache-2.0

/// Takes candidates in the turns of a smooth cycle, in which each node comes as often as its weight says, evenly spread: of
/// the weights 1, 2, 2 it makes `b c a b c`. The ticket of the context says whose turn it is.
///
/// The cycle is made once for a topology, of all nodes with weight. It has as many turns as the weights have whole
/// units, where they are in the ratio of whole numbers of which the least is at most 16 and which add up to no more
/// than 1,024 (or 8 for each node, if that is more); otherwise that many turns, to which the weights are rounded, so that
/// a share is off by less than one turn in 1,024, and a node with weight has one turn at least.
///
/// The turns of a node that is not eligible are drawn by weight among the others, by a hash of the ticket.
public struct SmoothWeightedSelector: NodeSelector {
    /// Makes a selector.
    public init() {}

    /// `smoothWeighted`.
    public var cause: Cause { .smoothWeighted }

    /// The candidate whose turn it is, nil when there is none.
    @inline(__always)
    public func select(from candidates: borrowing Candidates, context: inout RoutingContext) -> Int? {
        let slots = candidates.layout.slots
        guard candidates.haveWeight, !slots.isEmpty else {
            return RoundRobinSelector().select(from: candidates, context: &context)
        }
        let turn = context.ticket % UInt64(truncatingIfNeeded: slots.count)
        let position = Int(slots[Int(truncatingIfNeeded: turn)])
        if candidates.contains(position) { return position }
        var hash = RoutingGenerator(seed: context.ticket)
        return candidates.drawByWeight(using: &hash)
    }
}
