// SPDX-License-Identifier: Apache-2.0

/// What a decision needs besides the request and the topology: the time, random numbers, a number of its own, and how
/// much to say.
///
/// It is passed `inout` because the generator advances. One context serves any number of decisions, one at a time;
/// routers that take turns want another ``ticket`` for each.
public struct RoutingContext: Sendable {
    /// The moment of the decision.
    public var now: RoutingInstant

    /// Where random choices come from. The same generator in the same state makes the same choices.
    public var generator: RoutingGenerator

    /// The number of the request, from a counter that starts anywhere, best at random, and goes up by one for each:
    /// routers that take turns look up here whose turn it is. Retries of a request keep its number. Default: 0.
    ///
    /// Count only requests that take turns with each other. Were writes to a primary counted among the reads, of
    /// reads and writes in turn each read would get the same replica of two.
    public var ticket: UInt64

    /// Whether decisions carry an ``Explanation``, which costs time and allocations. It never changes the choice.
    /// Default: false.
    public var explains: Bool

    /// Makes a context.
    public init(now: RoutingInstant, generator: RoutingGenerator, ticket: UInt64 = 0, explains: Bool = false) {
        self.now = now
        self.generator = generator
        self.ticket = ticket
        self.explains = explains
    }
}
