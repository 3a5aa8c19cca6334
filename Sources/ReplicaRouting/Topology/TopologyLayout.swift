// SPDX-License-Identifier: Apache-2.0

/// The part of a topology that no status update changes: the nodes and what is computed from them once, and the
/// counters of what they are doing.
///
/// It is one object that all snapshots of a topology share; but for the counters it is immutable.
final class TopologyLayout: Sendable {
    let nodes: [Node]
    private let positions: [NodeID: Int]
    let primaries: PrimaryRule
    /// Nil when there is none, or more than one.
    let primaryPosition: Int?
    let replicaPositions: [Int]
    let loads: [NodeLoad]
    let spills: SpillMeter

    private let storedNodes: FrozenArray<Node>
    private let weights: FrozenArray<Double>
    private let memberships: FrozenArray<UInt8>
    private let columns: FrozenArray<AliasTable.Column>
    private let slots: FrozenArray<Int32>
    private let loadReferences: FrozenArray<LoadReference>
    private let weighted: FrozenArray<Int>
    private let weightedReplicas: FrozenArray<Int>
    private let weightless: FrozenArray<Int>
    private let weightlessReplicas: FrozenArray<Int>
    private let primaryPositions: FrozenArray<Int>

    /// The same for a decision to look at. What it points to never changes and lives as long as the layout.
    nonisolated(unsafe) let frozen: UnsafePointer<FrozenLayout>
    private let frozenLayout: FrozenArray<FrozenLayout>

    /// A load that its layout keeps alive.
    struct LoadReference: @unchecked Sendable {
        // Without counting references: threads that decide at the same time would take turns at it.
        private let load: Unmanaged<NodeLoad>

        init(_ load: NodeLoad) {
            self.load = Unmanaged.passUnretained(load)
        }

        @inline(__always)
        var inFlight: Int { load._withUnsafeGuaranteedRef { $0.inFlight } }

        @inline(__always)
        func cost(at now: RoutingInstant) -> Double { load._withUnsafeGuaranteedRef { $0.cost(at: now) } }
    }

    /// - Parameters:
    ///   - former: The layout that this one follows: loads of nodes that stay are taken from it.
    init(
        _ nodes: [Node],
        primaries: PrimaryRule,
        loadSettings: NodeLoad.Settings = NodeLoad.Settings(),
        following former: TopologyLayout? = nil
    ) throws(RoutingError) {
        try Self.check(nodes)
        positions = try Self.positions(of: nodes)
        let takingWrites = nodes.indices.filter { nodes[$0].role == .primary }
        if primaries == .atMostOne { try Self.checkSinglePrimary(takingWrites, nodes) }
        self.primaries = primaries
        primaryPosition = takingWrites.count == 1 ? takingWrites[0] : nil
        replicaPositions = nodes.indices.filter { nodes[$0].role == .replica }
        guard let aliases = AliasTable(weights: nodes.map(\.weight)) else {
            throw RoutingError(
                code: .invalidWeight,
                message: "no node has a weight above 0: at least one weight must be greater than 0",
            )
        }
        storedNodes = FrozenArray(nodes)
        weights = FrozenArray(nodes.map(\.weight))
        memberships = FrozenArray(NodePool.memberships(of: nodes))
        weighted = FrozenArray(NodePool.weighted.positions(in: nodes))
        weightedReplicas = FrozenArray(NodePool.weightedReplicas.positions(in: nodes))
        weightless = FrozenArray(NodePool.weightless.positions(in: nodes))
        weightlessReplicas = FrozenArray(NodePool.weightlessReplicas.positions(in: nodes))
        primaryPositions = FrozenArray(NodePool.primaries.positions(in: nodes))
        let loads = nodes.map { node in
            former.flatMap { former in former.position(of: node.id).map { former.loads[$0] } }
                ?? NodeLoad(former?.loads.first?.settings ?? loadSettings)
        }
        loadReferences = FrozenArray(loads.map { LoadReference($0) })
        columns = FrozenArray(aliases.columns)
        slots = FrozenArray(SmoothCycle(weights: nodes.map(\.weight)).slots)
        let frozen = FrozenLayout(
            nodes: storedNodes.elements,
            weights: weights.elements,
            memberships: memberships.elements,
            columns: columns.elements,
            slots: slots.elements,
            loads: loadReferences.elements,
            weighted: weighted.elements,
            weightedReplicas: weightedReplicas.elements,
            weightless: weightless.elements,
            weightlessReplicas: weightlessReplicas.elements,
            primaries: primaryPositions.elements,
            primaryPosition: primaryPosition ?? -1,
        )
        frozenLayout = FrozenArray(CollectionOfOne(frozen))
        self.frozen = frozenLayout.first
        self.nodes = nodes
        self.loads = loads
        spills = former?.spills ?? SpillMeter()
    }

    func position(of id: NodeID) -> Int? {
        // Comparing a few names takes less time than hashing one.
        nodes.count <= 8 ? nodes.firstIndex { $0.id == id } : positions[id]
    }

    private static func positions(of nodes: [Node]) throws(RoutingError) -> [NodeID: Int] {
        var positions: [NodeID: Int] = [:]
        for (position, node) in nodes.enumerated() {
            guard !node.id.rawValue.isEmpty else {
                throw RoutingError(
                    code: .invalidTopology,
                    message: "node number \(position + 1) of \(nodes.count) has an empty id: "
                        + "an id is at least one character",
                    node: node.id,
                )
            }
            if let first = positions.updateValue(position, forKey: node.id) {
                throw RoutingError(
                    code: .duplicateNode,
                    message: "nodes number \(first + 1) and \(position + 1) are both called \(node.id): "
                        + "each node needs an id of its own",
                    node: node.id,
                )
            }
        }
        return positions
    }

    private static func checkSinglePrimary(_ primaries: [Int], _ nodes: [Node]) throws(RoutingError) {
        guard primaries.count > 1 else { return }
        let names = primaries.map { nodes[$0].id.rawValue }.joined(separator: ", ")
        throw RoutingError(
            code: .severalPrimaries,
            message: "\(primaries.count) nodes are primaries (\(names)): valid is one or none",
            node: nodes[primaries[1]].id,
        )
    }

    private static func check(_ nodes: [Node]) throws(RoutingError) {
        guard !nodes.isEmpty else {
            throw RoutingError(code: .emptyTopology, message: "the topology has no nodes: it needs at least one")
        }
        guard nodes.count <= Int(Int32.max) else {
            throw RoutingError(
                code: .invalidTopology,
                message: "the topology has \(nodes.count) nodes: valid are at most \(Int32.max)",
            )
        }
        for node in nodes where !(node.weight.isFinite && node.weight >= 0) {
            throw RoutingError(
                code: .invalidWeight,
                message: "the weight of node \(node.id) is \(node.weight): valid is a finite number of at least 0",
                node: node.id,
            )
        }
    }
}
