// SPDX-License-Identifier: Apache-2.0

/// The name of a node, unique in its ``Topology``: "db1", "replica-eu-2".
///
/// It is a name for people, logs and markers, not an address.
public struct NodeID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The name as given. A ``Topology`` refuses an empty one.
    public let rawValue: String

    /// Makes an id of a name.
    public init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    /// Makes an id of a string literal.
    public init(stringLiteral value: String) {
        self.init(value)
    }

    /// Decodes an id from a plain string.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Encodes the id as a plain string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    /// The name.
    public var description: String { rawValue }

    /// Whether the name of one node sorts before that of another.
    public static func < (left: NodeID, right: NodeID) -> Bool {
        left.rawValue < right.rawValue
    }
}
