// SPDX-License-Identifier: Apache-2.0

/// One server of a ``Topology``, as configured. What is known about it right now is its ``NodeStatus``.
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

    /// Describes a node. Nothing is checked until a ``Topology`` is made of it.
    public init(id: NodeID, role: NodeRole, weight: Double = 1) {
        self.id = id
        self.role = role
        self.weight = weight
    }
}
