// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Turns")
struct TurnsTests {
    @Test("round robin keeps strict order over ten rounds, wherever the ticket starts", arguments: [0, 1, 7, .max - 7])
    func strictOrder(start: UInt64) throws {
        let topology = try Topology.replicasOnly([1, 5, 2, 1])
        let aligned = start &- start % 4
        let chosen = RoundRobinPrimaryReplicaRouter().sequence(in: topology, from: aligned, count: 40)
        #expect(chosen == (0..<40).map { $0 % 4 })
    }

    @Test("round robin over a primary with weight 0 keeps strict order among the replicas")
    func replicasOnly() throws {
        let topology = try Topology.primaryAndReplicas(0, replicas: [1, 1, 1])
        let chosen = RoundRobinPrimaryReplicaRouter().sequence(in: topology, count: 30)
        #expect(chosen == (0..<30).map { $0 % 3 + 1 })
        let preferring = RoundRobinPrimaryReplicaRouter().sequence(
            .prefer(.replica),
            in: try .three(1, 1, 1),
            count: 20
        )
        #expect(preferring == (0..<20).map { $0 % 2 + 1 })
    }

    @Test("reads and writes of one counter take turns together where every node takes writes")
    func oneCursor() throws {
        let topology = try Topology.pool([1, 1, 1])
        var context = RoutingContext(seed: 1)
        let chosen = (0..<30).map { turn in
            context.ticket = UInt64(turn)
            let request: RoutingRequest = turn % 2 == 0 ? .read : .write
            return RoundRobinRouter().decide(request, in: topology, context: &context).position
        }
        #expect(chosen == (0..<30).map { $0 % 3 })
    }

    @Test("when a node leaves, only its own turns move", arguments: [NamedRouter.roundRobinReplica, .smooth])
    func onlyOwnTurnsMove(named: NamedRouter) throws {
        let topology = try Topology.replicasOnly([1, 2, 3])
        let before = named.router.sequence(in: topology, count: 600)
        let after = named.router.sequence(in: topology.down("replica-2"), count: 600)
        for (old, new) in zip(before, after) where old != 1 { #expect(old == new) }
        #expect(!after.contains(1))
        #expect(named.router.sequence(in: topology.down("replica-2").with("replica-2", .up), count: 600) == before)
    }

    @Test("a retry, which keeps its ticket, goes to another node")
    func retry() throws {
        let topology = try Topology.replicasOnly([1, 1, 1])
        for named in [NamedRouter.roundRobinReplica, .smooth] {
            let first = named.router.decide(.read, in: topology).position
            let second = named.router.decide(.read(.any, excluded: [try #require(first)]), in: topology).position
            #expect(second != nil && second != first)
        }
    }

    @Test("a smooth cycle spreads 1:2:2 evenly, exactly by weight in each cycle")
    func smooth() throws {
        let chosen = SmoothWeightedRouter().sequence(in: try .replicasOnly([1, 2, 2]), count: 10)
        #expect(chosen == [1, 2, 0, 1, 2, 1, 2, 0, 1, 2])
        let heavy = SmoothWeightedRouter().sequence(in: try .replicasOnly([5, 1]), count: 6)
        #expect(heavy == [0, 0, 0, 1, 0, 0])
        let uneven = SmoothWeightedRouter().sequence(in: try .replicasOnly([1.5, 1]), count: 5).compactMap { $0 }
        #expect(uneven.count { $0 == 0 } == 3)
        #expect(!zip(uneven, uneven.dropFirst()).contains { pair in pair.0 == 1 && pair.1 == 1 })
    }

    @Test("weights that are no whole ratio are rounded by less than a turn in a thousand, tiny ones up to one turn")
    func rounded() throws {
        let weights = [1, 2.718281828, 0.5772156649, 1e-9]
        let (counts, _) = SmoothWeightedRouter().tally(in: try .replicasOnly(weights), draws: 1_024 * 10, seed: 0)
        let total = weights.reduce(0, +)
        for (count, weight) in zip(counts, weights) {
            #expect(abs(Double(count) / 10_240 - weight / total) <= 1.5 / 1_024)
        }
        #expect(counts[3] == 10)
    }

    @Test("weights near both ends of their range neither overflow nor vanish")
    func extremes() throws {
        let weights = [.greatestFiniteMagnitude, 1, .leastNonzeroMagnitude, .greatestFiniteMagnitude] as [Double]
        let (counts, failures) = SmoothWeightedRouter().tally(in: try .replicasOnly(weights), draws: 2_048, seed: 0)
        #expect(failures == 0)
        #expect(counts[1] == 2 && counts[2] == 2)
        #expect(abs(counts[0] - counts[3]) <= 4)
    }
}
