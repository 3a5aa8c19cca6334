// SPDX-License-Identifier: Apache-2.0

/// What led a router to its choice. New causes may be added, and routers of your own may have their own.
public struct Cause: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The name of the cause, such as `weighted`. It is stable: fit for logs and metrics.
    public let name: String

    /// Makes a cause.
    public init(_ name: String) {
        self.name = name
    }

    /// Makes a cause of a string literal.
    public init(stringLiteral value: String) {
        self.init(value)
    }

    /// The name of the cause.
    public var description: String { name }

    /// A write: it goes to the primary.
    public static var write: Cause { "write" }

    /// Drawn at random in proportion to the weights.
    public static var weighted: Cause { "weighted" }

    /// Drawn at random, each candidate as likely as the others.
    public static var random: Cause { "random" }

    /// Whose turn it was, one after the other.
    public static var roundRobin: Cause { "roundRobin" }

    /// Whose turn it was in the cycle that the weights make.
    public static var smoothWeighted: Cause { "smoothWeighted" }

    /// The fewest requests under way for its weight.
    public static var leastOutstanding: Cause { "leastOutstanding" }

    /// The lower cost of two that were drawn.
    public static var powerOfTwoChoices: Cause { "powerOfTwoChoices" }

    /// The node of the request's sticky key.
    public static var sticky: Cause { "sticky" }

    /// Chosen among nodes of weight 0, because no candidate with weight was left.
    public static var weightless: Cause { "weightless" }

    /// A read that is pinned to the primary, because its caller has just written.
    public static var pinned: Cause { "pinned" }

    /// A read that belongs on the primary, being small and about what is worked on right now.
    public static var active: Cause { "active" }

    /// A read that asked for, or prefers, the primary.
    public static var forcedPrimary: Cause { "forcedPrimary" }

    /// A read that asked for a replica by its index.
    public static var replicaIndex: Cause { "replicaIndex" }

    /// A read that asked for a node by its name.
    public static var namedNode: Cause { "namedNode" }

    /// The primary stood in, because what the read wanted was not eligible.
    public static var fallbackToPrimary: Cause { "fallbackToPrimary" }

    /// A node that is still catching up, because no other may serve the read: ``NodeState/catchingUp``.
    public static var lastResort: Cause { "lastResort" }

    /// Nothing was chosen: see ``Decision/failure``.
    public static var failed: Cause { "failed" }
}
