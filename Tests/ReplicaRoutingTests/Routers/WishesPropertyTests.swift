// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Properties of all decisions, with wishes of every kind")
struct WishesPropertyTests {
    /// A topology of up to 70 nodes in any state, and a read that wishes for any of what can be wished for.
    private func randomCase(_ generator: inout RoutingGenerator) throws -> (Topology, RoutingRequest) {
        func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }
        func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &generator)] }

        let count = chance(10) ? 70 : Int.random(in: 1...6, using: &generator)
        let nodes = (0..<count).map { position in
            Node(
                id: NodeID("node-\(position)"),
                role: position == 1 ? .primary : .replica,
                weight: position == 0 ? 1 : pick([0, 1, 3]),
                zone: pick([nil, "a", "b", "c"]),
                tags: chance(50) ? ["use": pick(["web", "reports"])] : [:],
            )
        }
        var topology = try Topology(nodes)
        for node in nodes {
            let status = NodeStatus(
                state: chance(75) ? .up : pick(NodeState.allCases),
                observedRole: chance(10) ? pick([.primary, .replica]) : nil,
                lag: chance(70)
                    ? ReplicationLag(bytes: pick([0, 10, 90]), time: pick([nil, .zero, .seconds(9)])) : nil,
                latency: chance(70) ? .milliseconds(Int.random(in: 1...9, using: &generator)) : nil,
            )
            topology = topology.updating(node.id) { $0 = status }
        }
        var request = RoutingRequest(
            intent: chance(10) ? .write : .read,
            target: chance(80) ? .any : pick([.primary, .replica(index: 1), .node("node-0")]),
            excluded: NodeSet((0..<count).filter { _ in chance(10) }),
            isPinned: chance(10),
            workload: chance(90) ? .ordinary : .active,
            preference: chance(50) ? nil : pick(ReadPreference.allCases),
        )
        if chance(40) { request.staleness = StalenessLimit(time: pick([nil, .seconds(1)]), bytes: pick([nil, 50])) }
        if chance(40) {
            request.tagSets = pick([[["use": "web"]], [["use": "web", "x": "y"], ["use": "reports"]], [[:]]])
        }
        if chance(40) { request.zone = pick(["a", "b", "z"]) }
        if chance(40) { request.latencyWindow = .milliseconds(pick([0, 2])) }
        if chance(10) { request.stickyKey = generator.next() }
        return (topology, request)
    }

    private let filters: FilterChain = [
        .staleness(minimumKept: 1, bound: StalenessLimit(bytes: 80)), .tags, .zone(neighbours: ["a": [["b"]]]),
        .latencyWindow(minimumKept: 2),
    ]

    private func routers(_ policy: RoutingPolicy) -> [any Router] {
        NamedRouter.all.map { $0.make(policy) } + [RandomRouter(policy: policy, filters: filters)]
    }

    @Test("explaining a decision does not change it, whatever the router", arguments: [1, 2] as [UInt64])
    func explained(seed: UInt64) throws {
        var generator = RoutingGenerator(seed: seed)
        for round in 0..<600 as Range<UInt64> {
            let (topology, request) = try randomCase(&generator)
            for router in routers(RoutingPolicy(fallback: round % 2 == 0 ? .primary : .fail)) {
                var plain = RoutingContext(seed: round)
                var explained = RoutingContext(seed: round, explains: true)
                (plain.ticket, explained.ticket) = (round, round)
                let short = router.decide(request, in: topology, context: &plain)
                let long = router.decide(request, in: topology, context: &explained)
                try #require(short.position == long.position)
                try #require(short.cause == long.cause)
                try #require(short.failure == long.failure)
                try #require(plain.generator.next() == explained.generator.next())
            }
        }
    }

    @Test("what is chosen in many decisions is what the explanation calls eligible")
    func eligible() throws {
        var generator = RoutingGenerator(seed: 3)
        var checked = 0
        for _ in 0..<300 {
            let (topology, request) = try randomCase(&generator)
            guard topology.nodes.count < 10, request.stickyKey == nil else { continue }
            for router in [RandomRouter(), RandomRouter(filters: filters)] {
                let decision = router.decide(request, in: topology, explains: true)
                let explanation = try #require(decision.explanation)
                let names = explanation.eligible + explanation.rejected.map(\.node)
                try #require(names.sorted() == topology.nodes.map(\.id).sorted())
                try #require((decision.failure == nil) == !explanation.eligible.isEmpty)
                let (counts, _) = router.tally(request, in: topology, draws: 150, seed: 8)
                let chosen = topology.nodes.indices.filter { counts[$0] > 0 }.map { topology.nodes[$0].id }
                try #require(chosen == explanation.eligible, "\(request) \(topology)")
                checked += chosen.count
            }
        }
        #expect(checked > 300)
    }

    @Test("all routers agree on which nodes are eligible")
    func agreement() throws {
        var generator = RoutingGenerator(seed: 4)
        for _ in 0..<300 {
            let (topology, request) = try randomCase(&generator)
            let explanations = NamedRouter.all.map {
                $0.router.decide(request, in: topology, explains: true).explanation
            }
            try #require(explanations.allSatisfy { $0 == explanations[0] })
        }
    }
}
