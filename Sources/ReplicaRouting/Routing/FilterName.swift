// SPDX-License-Identifier: Apache-2.0

/// The name of a filter in explanations, such as `staleness`. It is stable: fit for logs and metrics.
public struct FilterName: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The name.
    public let name: String

    /// Makes a name.
    public init(_ name: String) {
        self.name = name
    }

    /// Makes a name of a string literal.
    public init(stringLiteral value: String) {
        self.init(value)
    }

    /// The name.
    public var description: String { name }

    /// The roles and weights that the request, or the router, would have.
    public static var preference: FilterName { "preference" }

    /// What is known of the node's state and role, and what was tried already.
    public static var health: FilterName { "health" }

    /// Reads that must see what was just written.
    public static var pin: FilterName { "pin" }

    /// Reads for one node, by its index or name.
    public static var index: FilterName { "index" }

    /// How far behind the node is.
    public static var staleness: FilterName { "staleness" }

    /// What the node is tagged with.
    public static var tags: FilterName { "tags" }

    /// Where the node stands.
    public static var zone: FilterName { "zone" }

    /// How fast the node answers.
    public static var latencyWindow: FilterName { "latencyWindow" }

    /// How many reads the primary may take over.
    public static var spillBudget: FilterName { "spillBudget" }

    /// The selector, which left candidates unchosen.
    public static var selector: FilterName { "selector" }
}
