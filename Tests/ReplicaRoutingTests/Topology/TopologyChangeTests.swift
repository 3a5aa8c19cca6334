// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Changes of a running topology")
struct TopologyChangeTests {
    @Test("a node that stays keeps its status and its load, whatever its position")
    func keeps() throws {
        let before = try Topology.three().down("replica-1", "timeout").behind("replica-2", bytes: 5)
        before.loads[2].begin()
        let after = try before.replacing(with: [
            before.nodes[2].weighing(9), Node(id: "new", role: .replica), before.nodes[1],
        ])
        #expect(after.generation == before.generation + 1)
        #expect(after.status(of: "replica-1") == before.status(of: "replica-1"))
        #expect(after.status(of: "replica-2") == before.status(of: "replica-2"))
        #expect(after.loads[0] === before.loads[2])
        #expect(after.loads[0].inFlight == 1)
        #expect(after.loads[1].inFlight == 0)
        #expect(after.nodes[0].weight == 9)
        #expect(after.spills === before.spills)
        #expect(after.primaryPosition == nil && before.primaryPosition == 0)
    }

    @Test("the next decision sees nodes that came, went, were re-weighted or are draining")
    func seen() throws {
        let router = WeightedPrimaryReplicaRouter()
        var topology = try Topology.primaryAndReplicas(0, replicas: [1])
        topology = try topology.adding(Node(id: "replica-2", role: .replica, weight: 3))
        #expect(
            chiSquared(router.tally(in: topology, draws: 10_000, seed: 1).counts, weights: [0, 1, 3]) < Quantile.one
        )
        topology = try topology.reweighting("replica-2", to: 1)
        #expect(
            chiSquared(router.tally(in: topology, draws: 10_000, seed: 1).counts, weights: [0, 1, 1]) < Quantile.one
        )
        topology = try topology.draining("replica-1")
        #expect(router.tally(in: topology, draws: 100, seed: 1).counts == [0, 0, 100])
        topology = try topology.removing("replica-1")
        #expect(topology.nodes.map(\.id) == ["primary", "replica-2"])
        #expect(router.tally(in: topology, draws: 100, seed: 1).counts == [0, 100])
    }

    @Test("a new node may have to prove itself first")
    func probing() throws {
        let topology = try Topology.three().adding(Node(id: "new", role: .replica), in: NodeStatus(state: .probing))
        #expect(topology.status(of: "new")?.state == .probing)
        #expect(topology.status(of: "replica-1")?.state == .up)
    }

    @Test("a node of another role forgets what was seen of the old one")
    func promoted() throws {
        let before = try Topology.three().seeing("replica-1", as: .primary).behind("replica-1", bytes: 3)
            .answering("replica-1", in: .seconds(1))
        let after = try before.replacing(with: [
            Node(id: "primary", role: .replica), Node(id: "replica-1", role: .primary), before.nodes[2],
        ])
        #expect(after.status(of: "replica-1") == NodeStatus(latency: .seconds(1)))
        #expect(WeightedPrimaryReplicaRouter().decide(.write, in: after).chosen?.id == "replica-1")
    }

    @Test("a change that leaves no topology is refused, and the old one stays")
    func refused() throws {
        let topology = try Topology.primaryAndReplicas(0, replicas: [1])
        #expect(routingError { () throws(RoutingError) in try topology.removing("replica-1") }?.code == .invalidWeight)
        #expect(routingError { () throws(RoutingError) in try topology.removing("x") }?.code == .unknownNode)
        #expect(routingError { () throws(RoutingError) in try topology.draining("x") }?.code == .unknownNode)
        #expect(routingError { () throws(RoutingError) in try topology.reweighting("x", to: 1) }?.code == .unknownNode)
        #expect(
            routingError { () throws(RoutingError) in try topology.reweighting("replica-1", to: -1) }?.code
                == .invalidWeight
        )
        let second = Node(id: "second", role: .primary)
        #expect(routingError { () throws(RoutingError) in try topology.adding(second) }?.code == .severalPrimaries)
        #expect(try Topology.pool([1]).adding(second).nodes.count == 2)
    }

    @Test("positions of one topology are found again in the next")
    func translated() throws {
        let before = try Topology.three()
        let after = try before.removing("primary").adding(Node(id: "new", role: .replica))
        #expect(after.translating([0, 2], from: before) == [1])
        #expect(after.translating([1], from: after) == [1])
        #expect(before.down("primary").translating([0, 2], from: before) == [0, 2])
    }

    @Test("decisions go on while the topology changes under them")
    func concurrently() async throws {
        let base = try Topology.primaryAndReplicas(1, replicas: Array(repeating: 1, count: 70))
        let failures = try await withThrowingTaskGroup(of: Int.self) { group in
            for seed in 0..<4 as Range<UInt64> {
                group.addTask {
                    var generator = RoutingGenerator(seed: seed)
                    var context = RoutingContext(seed: seed)
                    var topology = base
                    var failures = 0
                    for round in 0..<100 {
                        let id = NodeID("replica-\(Int.random(in: 1...70, using: &generator))")
                        topology =
                            round.isMultiple(of: 2)
                            ? try base.removing(id) : try topology.draining(topology.nodes[1].id)
                        for _ in 0..<20 {
                            context.ticket &+= 1
                            let router: any Router =
                                round.isMultiple(of: 3) ? PeakEWMARouter() : SmoothWeightedRouter()
                            let decision = router.decide(.read, in: topology, context: &context)
                            guard let position = decision.position else {
                                failures += 1
                                continue
                            }
                            topology.loads[position].begin()
                            topology.loads[position].end(.succeeded, after: .milliseconds(1), at: context.now)
                        }
                    }
                    return failures
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(failures == 0)
        #expect(base.loads.allSatisfy { $0.inFlight == 0 })
    }
}
