// SPDX-License-Identifier: Apache-2.0

/// Draws a candidate, each as likely as the others.
public struct RandomSelector: NodeSelector {
    /// Makes a selector.
    public init() {}

    /// `random`.
    public var cause: Cause { .random }

    /// Draws a candidate, nil when there is none.
    @inline(__always)
    public func select(from candidates: borrowing Candidates, context: inout RoutingContext) -> Int? {
        candidates.drawEvenly(using: &context.generator)
    }
}
