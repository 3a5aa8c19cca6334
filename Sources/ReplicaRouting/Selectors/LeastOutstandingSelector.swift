// SPDX-License-Identifier: Apache-2.0

/// Picks the candidate with the fewest requests under way for its weight: the least `(in flight + 1) / weight`. Of
/// equals each is as likely as the others.
///
/// It looks at every node, so its time grows with their number.
public struct LeastOutstandingSelector: NodeSelector {
    /// Makes a selector.
    public init() {}

    /// `leastOutstanding`.
    public var cause: Cause { .leastOutstanding }

    /// The least busy candidate, nil when there is none.
    public func select(from candidates: borrowing Candidates, context: inout RoutingContext) -> Int? {
        var best: Int?
        var least = Double.infinity
        var equals = 0
        for position in candidates.pooled where candidates.contains(position) {
            let inFlight = candidates.layout.loads[position].inFlight
            let load = (Double(inFlight) + 1) / candidates.knownWeight(at: position)
            if best == nil || load < least {
                (best, least, equals) = (position, load, 1)
            } else if load == least {
                // Each of k equals is kept with probability 1/k, so in the end all are as likely.
                equals += 1
                if context.generator.below(equals) == 0 { best = position }
            }
        }
        return best
    }
}
