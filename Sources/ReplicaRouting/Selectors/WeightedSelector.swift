// SPDX-License-Identifier: Apache-2.0

/// Draws a candidate in proportion to the weights.
public struct WeightedSelector: NodeSelector {
    /// Makes a selector.
    public init() {}

    /// `weighted`.
    public var cause: Cause { .weighted }

    /// Draws a candidate, nil when there is none.
    @inline(__always)
    public func select(from candidates: borrowing Candidates, context: inout RoutingContext) -> Int? {
        candidates.drawByWeight(using: &context.generator)
    }
}
