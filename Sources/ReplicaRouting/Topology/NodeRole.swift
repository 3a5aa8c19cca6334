// SPDX-License-Identifier: Apache-2.0

/// What a node is in its topology: where writes go, or a copy that only answers reads.
public enum NodeRole: String, Sendable, Hashable, Codable, CaseIterable, CustomStringConvertible {
    /// The node that takes the writes. A topology has at most one.
    case primary

    /// A standby that replays the primary's changes and answers reads.
    case replica

    /// The name of the role.
    public var description: String { rawValue }
}
