// SPDX-License-Identifier: Apache-2.0

/// The part of a topology that no status update changes: the nodes and what is computed from them once.
///
/// It is one immutable object that all snapshots of a topology share.
final class TopologyLayout: Sendable {
    let nodes: [Node]
    private let positions: [NodeID: Int]
    let primaryPosition: Int?
    let replicaPositions: [Int]
    let aliases: AliasTable

    init(_ nodes: [Node]) throws(RoutingError) {
        guard !nodes.isEmpty else {
            throw RoutingError(
                code: .emptyTopology,
                message: "the topology has no nodes: it needs at least one",
            )
        }
        positions = try Self.positions(of: nodes)
        primaryPosition = try Self.primaryPosition(of: nodes)
        replicaPositions = nodes.indices.filter { nodes[$0].role == .replica }
        try Self.checkWeights(of: nodes)
        guard let aliases = AliasTable(weights: nodes.map(\.weight)) else {
            throw RoutingError(
                code: .invalidWeight,
                message: "no node has a weight above 0: at least one weight must be greater than 0",
            )
        }
        self.aliases = aliases
        self.nodes = nodes
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

    private static func primaryPosition(of nodes: [Node]) throws(RoutingError) -> Int? {
        let primaries = nodes.indices.filter { nodes[$0].role == .primary }
        guard primaries.count <= 1 else {
            let names = primaries.map { nodes[$0].id.rawValue }.joined(separator: ", ")
            throw RoutingError(
                code: .severalPrimaries,
                message: "\(primaries.count) nodes are primaries (\(names)): valid is one or none",
                node: nodes[primaries[1]].id,
            )
        }
        return primaries.first
    }

    private static func checkWeights(of nodes: [Node]) throws(RoutingError) {
        for node in nodes where !(node.weight.isFinite && node.weight >= 0) {
            throw RoutingError(
                code: .invalidWeight,
                message: "the weight of node \(node.id) is \(node.weight): valid is a finite number of at least 0",
                node: node.id,
            )
        }
    }
}
