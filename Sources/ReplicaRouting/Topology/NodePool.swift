// SPDX-License-Identifier: Apache-2.0

/// A part of a layout that a choice is made among, before anything is known of health or wishes.
enum NodePool: UInt8, Sendable, CaseIterable {
    /// All nodes with weight.
    case weighted
    /// The replicas with weight.
    case weightedReplicas
    /// All nodes without weight.
    case weightless
    /// The replicas without weight.
    case weightlessReplicas
    /// The nodes that take writes: the primary, or those with weight of several.
    case primaries
}

extension NodePool {
    /// The pool's bit in a node's ``memberships(of:)``.
    @inline(__always)
    var bit: UInt8 { 1 &<< rawValue }

    /// The bits of the pools that each node belongs to.
    static func memberships(of nodes: [Node]) -> [UInt8] {
        var bits = Array(repeating: UInt8(0), count: nodes.count)
        for pool in allCases {
            for position in pool.positions(in: nodes) { bits[position] |= pool.bit }
        }
        return bits
    }

    /// The positions of the nodes that belong to the pool.
    func positions(in nodes: [Node]) -> [Int] {
        let positions = nodes.indices.filter { has(nodes[$0]) }
        guard self == .primaries, positions.count > 1 else { return positions }
        return positions.filter { nodes[$0].weight > 0 }
    }

    private func has(_ node: Node) -> Bool {
        switch self {
        case .weighted: node.weight > 0
        case .weightedReplicas: node.weight > 0 && node.role == .replica
        case .weightless: node.weight == 0
        case .weightlessReplicas: node.weight == 0 && node.role == .replica
        case .primaries: node.role == .primary
        }
    }
}
