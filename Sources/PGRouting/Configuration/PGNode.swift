// SPDX-License-Identifier: Apache-2.0

/// One server of a cluster: how to reach it, and how large its share of the reads is.
public struct PGNode: Sendable, ExpressibleByStringLiteral {
    /// The connection string, a URI or `key=value` pairs; see `PGConfiguration`.
    public var connectionString: String

    /// The name in decisions, errors and logs. `nil`, the default: `primary`, `replica-1`, `replica-2` ...
    public var name: String?

    /// The share of the reads, relative to the other nodes' weights. Finite and not negative. Default: 1. The primary's
    /// share is said by the cluster's read policy.
    public var weight: Double

    /// Where the server stands. Reads that say where they come from prefer the nodes of their zone. Default: nowhere in
    /// particular.
    public var zone: String?

    /// What sets the server apart, as pairs of a name and a value that the tag sets of a read may ask for.
    public var tags: [String: String]

    /// Describes a server.
    public init(
        _ connectionString: String,
        name: String? = nil,
        weight: Double = 1,
        zone: String? = nil,
        tags: [String: String] = [:]
    ) {
        self.connectionString = connectionString
        self.name = name
        self.weight = weight
        self.zone = zone
        self.tags = tags
    }

    /// Describes a server by its connection string alone.
    public init(stringLiteral connectionString: String) {
        self.init(connectionString)
    }
}

extension PGNode: CustomStringConvertible, CustomReflectable {
    /// The name and the weight. A connection string can hold a password, so it is left out.
    public var description: String { "PGNode(\(name ?? "unnamed"), weight: \(weight))" }

    /// Only what ``description`` says.
    public var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
