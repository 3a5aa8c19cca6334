// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting

/// A random topology, request and router for properties that must hold for all of them.
struct RandomCase {
    let topology: Topology
    let request: RoutingRequest
    let router: WeightedPrimaryReplicaRouter

    init(using generator: inout RoutingGenerator) throws {
        let count = Int.random(in: 0..<20, using: &generator) == 0 ? 70 : Int.random(in: 1...6, using: &generator)
        let primary = Int.random(in: -1..<count, using: &generator)
        var nodes = (0..<count).map { position in
            Node(
                id: NodeID("node-\(position)"),
                role: position == primary ? .primary : .replica,
                weight: Self.weights.randomElement(using: &generator) ?? 1,
            )
        }
        if nodes.allSatisfy({ $0.weight == 0 }) {
            nodes[0] = Node(id: nodes[0].id, role: nodes[0].role, weight: 1)
        }
        var topology = try Topology(nodes)
        for node in nodes {
            let isHealthy = Bool.random(using: &generator)
            topology = topology.updating(node.id) { status in
                status.state = isHealthy ? .up : NodeState.allCases.randomElement(using: &generator) ?? .up
                status.observedRole = [nil, nil, .primary, .replica].randomElement(using: &generator) ?? nil
                status.reason = status.state == .down ? "connection refused" : nil
            }
        }
        self.topology = topology
        request = RoutingRequest(
            intent: Int.random(in: 0..<5, using: &generator) == 0 ? .write : .read,
            target: Self.target(count: count, using: &generator),
            excluded: NodeSet((0..<count).filter { _ in Int.random(in: 0..<4, using: &generator) == 0 }),
        )
        router = WeightedPrimaryReplicaRouter(fallback: Bool.random(using: &generator) ? .primary : .fail)
    }

    private static var weights: [Double] { [0, 0, 0, 1, 2, 0.25, 1e300, 1e-300, .greatestFiniteMagnitude] }

    private static func target(count: Int, using generator: inout RoutingGenerator) -> ReadTarget {
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: .primary
        case 1: .replica(index: Int.random(in: -3...count + 1, using: &generator))
        case 2: .replica(index: nil)
        case 3: .node(NodeID("node-\(Int.random(in: 0...count, using: &generator))"))
        default: .any
        }
    }

    /// The positions that may be chosen, by the rules as the documentation of the router states them. Empty means
    /// that the decision must fail.
    var permitted: [Int] {
        let ordinary = permitted(in: [.up])
        guard ordinary.isEmpty, request.intent == .read, request.target != .primary else { return ordinary }
        // Of these the primary in the place of replicas is none.
        return permitted(in: [.up, .catchingUp], standsIn: false)
    }

    private func permitted(in states: Set<NodeState>, standsIn: Bool = true) -> [Int] {
        let replicas = topology.replicaPositions
        let mayRead = topology.nodes.indices.filter { position in
            let status = topology.statuses[position]
            return states.contains(status.state) && !request.excluded.contains(position)
                && !(replicas.contains(position) && status.observedRole == .primary)
        }
        let primary = topology.nodes.indices.filter { !replicas.contains($0) }
        let asPrimary = primary.filter { mayRead.contains($0) && topology.statuses[$0].observedRole != .replica }
        let asFallback = standsIn && router.policy.fallback == .primary ? primary.filter(mayRead.contains) : []

        guard request.intent == .read else { return asPrimary }
        switch request.target {
        case .primary:
            return asPrimary
        case .node(let id):
            guard let position = topology.position(of: id) else { return [] }
            return mayRead.contains(position) ? [position] : asFallback
        case .replica(index: let index?) where index != 0 && index != -1:
            guard replicas.indices.contains(index - 1) else { return [] }
            return mayRead.contains(replicas[index - 1]) ? [replicas[index - 1]] : asFallback
        case .any, .replica:
            let weighted = mayRead.filter { topology.nodes[$0].weight > 0 }
            let weightless = mayRead.filter { replicas.contains($0) }
            return !weighted.isEmpty ? weighted : !weightless.isEmpty ? weightless : asFallback
        }
    }
}
