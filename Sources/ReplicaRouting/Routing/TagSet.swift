// SPDX-License-Identifier: Apache-2.0

/// Tags that a node must have, all of them with these values. An empty set fits every node.
public struct TagSet: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// The tags and their values.
    public var tags: [String: String]

    /// Makes a set.
    public init(_ tags: [String: String] = [:]) {
        self.tags = tags
    }

    /// Makes a set of a dictionary literal. Of a tag that is given twice the later value counts.
    public init(dictionaryLiteral elements: (String, String)...) {
        tags = Dictionary(elements) { $1 }
    }

    /// Whether a node has all of the tags.
    public func fits(_ node: Node) -> Bool {
        let owned = node.tags
        return tags.allSatisfy { owned[$0.key] == $0.value }
    }
}
