// SPDX-License-Identifier: Apache-2.0

/// The nodes a router chooses from and what is known about them: an immutable snapshot.
///
/// For example:
///
/// ```swift
/// let topology = try Topology([
///     Node(id: "db1", role: .primary, weight: 1),
///     Node(id: "db2", role: .replica, weight: 2),
///     Node(id: "db3", role: .replica, weight: 2),
/// ])
/// let later = topology.updating("db2") { status in
///     status.state = .down
///     status.reason = "connection refused"
/// }
/// ```
///
/// A node's place in ``nodes`` is its *position*, which is fixed for the topology and all updates of its statuses.
/// Copying a topology costs one retain; updating one copies the statuses and shares everything else. Nodes are added,
/// removed, re-weighted and drained by ``replacing(with:newNodesIn:)`` and its kin.
///
/// The one thing that is live in it are ``loads`` and ``spills``: counters that callers keep while requests run.
public struct Topology: Sendable {
    let snapshot: TopologySnapshot

    /// Makes a topology of nodes that are all up.
    ///
    /// - Parameters:
    ///   - nodes: The nodes, in the order of the replica index.
    ///   - primaries: How many of them may be primaries. Default: one or none.
    ///   - load: How the nodes' latencies are averaged.
    /// - Throws: ``RoutingError`` when there is no node (``RoutingError/Code/emptyTopology``), an id is empty
    ///   (``RoutingError/Code/invalidTopology``) or used twice (``RoutingError/Code/duplicateNode``), there is more
    ///   than one primary and the rule forbids it (``RoutingError/Code/severalPrimaries``), or a weight is negative
    ///   or not finite or none is above 0 (``RoutingError/Code/invalidWeight``).
    public init(
        _ nodes: [Node],
        primaries: PrimaryRule = .atMostOne,
        load: NodeLoad.Settings = NodeLoad.Settings()
    ) throws(RoutingError) {
        snapshot = TopologySnapshot(
            layout: try TopologyLayout(nodes, primaries: primaries, loadSettings: load),
            statuses: Array(repeating: NodeStatus(), count: nodes.count),
            generation: 0,
        )
    }

    init(snapshot: TopologySnapshot) {
        self.snapshot = snapshot
    }

    /// The nodes in the order given.
    public var nodes: [Node] { snapshot.layout.nodes }

    /// The statuses of the nodes, in the order of ``nodes``.
    public var statuses: [NodeStatus] { snapshot.statuses }

    /// How many changes this topology has seen: 0 for a new one, one more for each ``updating(_:_:)`` and each
    /// ``replacing(with:newNodesIn:)``.
    public var generation: UInt64 { snapshot.generation }

    /// The live counters of the nodes, in the order of ``nodes``. Updates of the topology share them.
    public var loads: [NodeLoad] { snapshot.layout.loads }

    /// The live counters of the node at a position, which has to be one of the topology's.
    package func load(at position: Int) -> NodeLoad { snapshot.layout.loads[position] }

    /// The live counter of the reads that replicas should have served and the primary does.
    public var spills: SpillMeter { snapshot.layout.spills }

    /// How many of the nodes may be primaries.
    public var primaries: PrimaryRule { snapshot.layout.primaries }

    /// The position of the primary, nil when there is none, or more than one.
    public var primaryPosition: Int? { snapshot.layout.primaryPosition }

    /// The positions of the replicas in the order given: the replica of the 1-based index `i` is at
    /// `replicaPositions[i - 1]`.
    public var replicaPositions: [Int] { snapshot.layout.replicaPositions }

    /// The position of a node, nil when the topology has no such node.
    public func position(of id: NodeID) -> Int? {
        snapshot.layout.position(of: id)
    }

    /// What is known about a node, nil when the topology has no such node.
    public func status(of id: NodeID) -> NodeStatus? {
        position(of: id).map { snapshot.statuses[$0] }
    }

    /// This topology with the status of one node changed, and a ``generation`` one higher.
    ///
    /// A topology that has no such node comes back as it is, with the same generation.
    public func updating(_ id: NodeID, _ change: (inout NodeStatus) -> Void) -> Topology {
        guard let position = position(of: id) else { return self }
        var statuses = snapshot.statuses
        change(&statuses[position])
        return Topology(
            snapshot: TopologySnapshot(
                layout: snapshot.layout,
                statuses: statuses,
                generation: snapshot.generation &+ 1,
            )
        )
    }
}
