// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Sticky reads")
struct StickyTests {
    private func node(_ key: UInt64, _ router: any Router, _ topology: Topology, ticket: UInt64 = 0) -> Int? {
        var context = RoutingContext(seed: ticket &+ 99)
        context.ticket = ticket
        return router.decide(RoutingRequest(intent: .read, stickyKey: key), in: topology, context: &context).position
    }

    @Test("all reads of a key go to one node", arguments: NamedRouter.all)
    func sameNode(named: NamedRouter) throws {
        let topology = try Topology.replicasOnly([1, 2, 3, 4])
        for key in 0..<50 as Range<UInt64> {
            let nodes = Set((0..<20).map { node(key, named.router, topology, ticket: $0) })
            #expect(nodes.count == 1)
        }
        let decision = named.router.decide(RoutingRequest(intent: .read, stickyKey: 1), in: topology)
        #expect(decision.cause == .sticky)
    }

    @Test("keys are spread by weight")
    func byWeight() throws {
        let topology = try Topology.replicasOnly([1, 2, 2])
        var counts = [0, 0, 0]
        for key in 0..<20_000 as Range<UInt64> {
            counts[try #require(node(key, RoundRobinPrimaryReplicaRouter(), topology))] += 1
        }
        #expect(chiSquared(counts, weights: [1, 2, 2]) < Quantile.two)
    }

    @Test("nor do other keys move where the nodes that are out hold most of the weight")
    func leavingAmongLight() throws {
        let topology = try Topology.replicasOnly([1_000, 1, 1, 1]).down("replica-1")
        let router = WeightedPrimaryReplicaRouter()
        var counts = [0, 0, 0, 0]
        for key in 0..<3_000 as Range<UInt64> {
            let before = try #require(node(key, router, topology))
            counts[before] += 1
            for (position, name) in ["replica-2", "replica-3", "replica-4"].enumerated() where before != position + 1 {
                #expect(node(key, router, topology.down(NodeID(name))) == before)
            }
        }
        #expect(counts[0] == 0)
        #expect(chiSquared(Array(counts[1...]), weights: [1, 1, 1]) < Quantile.two)
    }

    @Test("when a node leaves only its keys move, and they come back with it")
    func leaving() throws {
        let topology = try Topology.replicasOnly([1, 1, 1, 1])
        let router = WeightedPrimaryReplicaRouter()
        var moved = 0
        for key in 0..<2_000 as Range<UInt64> {
            let before = node(key, router, topology)
            let after = node(key, router, topology.down("replica-2"))
            if before == 1 { moved += 1 } else { #expect(before == after) }
            #expect(after != 1 && after != nil)
        }
        #expect((400..<600).contains(moved))
    }
}
