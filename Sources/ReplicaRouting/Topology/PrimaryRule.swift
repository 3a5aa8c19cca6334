// SPDX-License-Identifier: Apache-2.0

/// How many nodes of a ``Topology`` may take writes.
public struct PrimaryRule: Sendable, Hashable, CustomStringConvertible {
    private enum Kind: String {
        case atMostOne
        case several
    }

    private let kind: Kind

    /// One primary or none, as with streaming replication. The default.
    public static var atMostOne: PrimaryRule { PrimaryRule(kind: .atMostOne) }

    /// Any number of them, for pools in which every node takes writes. ``RandomRouter``, ``WeightedRandomRouter`` and
    /// ``RoundRobinRouter`` spread the writes over them; the other routers refuse a write that has several nodes to
    /// go to. Of several primaries those of weight 0 take no writes.
    public static var several: PrimaryRule { PrimaryRule(kind: .several) }

    /// The name of the rule.
    public var description: String { kind.rawValue }
}
