// SPDX-License-Identifier: Apache-2.0

/// One server of a ``Topology``, as configured. What is known about it right now is its ``NodeStatus`` and its
/// ``NodeLoad``.
public struct Node: Sendable, Hashable {
    /// The name of the node, unique in its topology.
    public let id: NodeID

    /// The role the node is configured for.
    public let role: NodeRole

    /// The node's share of the reads, relative to the other nodes' weights: a node of weight 2 gets twice the
    /// reads of a node of weight 1.
    ///
    /// A ``Topology`` takes finite weights that are not negative, at least one of them above 0. Weight 0 means
    /// "never while another candidate has weight".
    public let weight: Double

    /// Where the node stands, nil when that does not matter. Any two nodes of equal zones are near each other.
    public var zone: String? { traits?.zone }

    /// What sets the node apart, as pairs of a name and a value that a ``TagSet`` may ask for.
    public var tags: [String: String] { traits?.tags ?? [:] }

    /// Apart, so that copying a node without zone and tags, which each decision does, counts no references.
    private let traits: Traits?

    private final class Traits: Sendable, Hashable {
        let zone: String?
        let tags: [String: String]

        init(zone: String?, tags: [String: String]) {
            self.zone = zone
            self.tags = tags
        }

        static func == (left: Traits, right: Traits) -> Bool {
            left.zone == right.zone && left.tags == right.tags
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(zone)
            hasher.combine(tags)
        }
    }

    /// Describes a node. Nothing is checked until a ``Topology`` is made of it.
    public init(
        id: NodeID,
        role: NodeRole,
        weight: Double = 1,
        zone: String? = nil,
        tags: [String: String] = [:]
    ) {
        self.id = id
        self.role = role
        self.weight = weight
        traits = zone == nil && tags.isEmpty ? nil : Traits(zone: zone, tags: tags)
    }

    /// The same node with another weight.
    public func weighing(_ weight: Double) -> Node {
        Node(id: id, role: role, weight: weight, zone: zone, tags: tags)
    }
}
