// SPDX-License-Identifier: Apache-2.0

/// Which roles a read would have, after the drivers of MongoDB. A router has one for all reads; a request may say
/// another.
///
/// Where neither does, the weights alone decide: replicas by theirs, the primary by its own where it has one, and
/// otherwise only where no replica is left (``ReadFallback``).
public enum ReadPreference: String, Sendable, Hashable, Codable, CaseIterable, CustomStringConvertible {
    /// The primary and nothing else.
    case primary

    /// The primary, and a replica where it is not eligible.
    case primaryPreferred

    /// Replicas and nothing else.
    case replica

    /// Replicas, and the primary where none is eligible, whatever its weight. Where the router's fallback is to fail,
    /// it is the same as ``replica``.
    case replicaPreferred

    /// The nodes that answer fastest, whatever their role: those within a latency window. A primary of weight 0 takes
    /// part only where nothing with weight is left, as any node.
    case nearest

    /// The name of the preference.
    public var description: String { rawValue }
}
