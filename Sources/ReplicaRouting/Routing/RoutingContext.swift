// SPDX-License-Identifier: Apache-2.0

/// What a decision needs besides the request and the topology: the time, random numbers, and how much to say.
///
/// It is passed `inout` because the generator advances. One context serves any number of decisions, one at a time.
public struct RoutingContext: Sendable {
    /// The moment of the decision.
    public var now: RoutingInstant

    /// Where random choices come from. The same generator in the same state makes the same choices.
    public var generator: RoutingGenerator

    /// Whether decisions carry an ``Explanation``, which costs time and allocations. It never changes the choice.
    /// Default: false.
    public var explains: Bool

    /// Makes a context.
    public init(now: RoutingInstant, generator: RoutingGenerator, explains: Bool = false) {
        self.now = now
        self.generator = generator
        self.explains = explains
    }
}
