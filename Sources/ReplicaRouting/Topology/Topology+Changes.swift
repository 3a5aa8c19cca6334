// SPDX-License-Identifier: Apache-2.0

extension Topology {
    /// This topology with other nodes, and a ``generation`` one higher: the next decision sees them.
    ///
    /// A node that was there before, by its id, keeps its status and its ``NodeLoad``, whatever its position and weight
    /// are now; where its role changed, what was seen of its role and lag is forgotten. A new node is taken to be in
    /// `status`.
    ///
    /// Positions may change, so a ``RoutingRequest/excluded`` of the old topology goes through
    /// ``translating(_:from:)``.
    ///
    /// - Parameters:
    ///   - nodes: All nodes, old and new.
    ///   - status: The status of those that are new. Default: up. Say probing where a prober looks before traffic.
    /// - Throws: As ``init(_:primaries:load:)``; this topology is then as it was.
    public func replacing(
        with nodes: [Node],
        newNodesIn status: NodeStatus = NodeStatus()
    ) throws(RoutingError) -> Topology {
        let former = snapshot.layout
        let layout = try TopologyLayout(nodes, primaries: former.primaries, following: former)
        let statuses = nodes.map { node in
            guard let position = former.position(of: node.id) else { return status }
            var kept = snapshot.statuses[position]
            if former.nodes[position].role != node.role {
                kept.observedRole = nil
                kept.lag = nil
            }
            return kept
        }
        return Topology(
            snapshot: TopologySnapshot(layout: layout, statuses: statuses, generation: snapshot.generation &+ 1)
        )
    }

    /// This topology with one node more, at the end.
    ///
    /// - Throws: As ``replacing(with:newNodesIn:)``.
    public func adding(_ node: Node, in status: NodeStatus = NodeStatus()) throws(RoutingError) -> Topology {
        try replacing(with: nodes + [node], newNodesIn: status)
    }

    /// This topology without a node.
    ///
    /// - Throws: ``RoutingError`` when there is no such node (``RoutingError/Code/unknownNode``), or the rest is no
    ///   topology: it is empty, or without weight.
    public func removing(_ id: NodeID) throws(RoutingError) -> Topology {
        guard position(of: id) != nil else { throw .unknownNode(id, in: self) }
        return try replacing(with: nodes.filter { $0.id != id })
    }

    /// This topology with another weight of a node.
    ///
    /// - Throws: ``RoutingError`` when there is no such node (``RoutingError/Code/unknownNode``) or the weight cannot
    ///   be (``RoutingError/Code/invalidWeight``).
    public func reweighting(_ id: NodeID, to weight: Double) throws(RoutingError) -> Topology {
        guard position(of: id) != nil else { throw .unknownNode(id, in: self) }
        return try replacing(with: nodes.map { $0.id == id ? $0.weighing(weight) : $0 })
    }

    /// This topology with a node that gets no new work, while what it is doing ends.
    ///
    /// - Throws: ``RoutingError`` when there is no such node (``RoutingError/Code/unknownNode``).
    public func draining(_ id: NodeID) throws(RoutingError) -> Topology {
        guard position(of: id) != nil else { throw .unknownNode(id, in: self) }
        return updating(id) { $0.state = .draining }
    }

    /// The positions here of the nodes that are at these positions of another topology. Nodes that are not here drop
    /// out.
    public func translating(_ positions: NodeSet, from other: Topology) -> NodeSet {
        guard other.snapshot.layout !== snapshot.layout else { return positions }
        return NodeSet(
            other.nodes.enumerated().lazy.filter { positions.contains($0.offset) }
                .compactMap { position(of: $0.element.id) }
        )
    }
}
