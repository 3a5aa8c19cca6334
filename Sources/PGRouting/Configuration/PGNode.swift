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

    /// Describes a server.
    public init(_ connectionString: String, name: String? = nil, weight: Double = 1) {
        self.connectionString = connectionString
        self.name = name
        self.weight = weight
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
