// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Shares of the reads")
struct SharesTests {
    @Test("weights 1:2, 1:4 and 1:2:2 get their shares", arguments: NamedRouter.byWeight, [1, 2, 3] as [UInt64])
    func weights(named: NamedRouter, seed: UInt64) throws {
        let cases: [([Double], Double)] = [
            ([1, 2], Quantile.one), ([1, 4], Quantile.one), ([1, 2, 2], Quantile.two),
        ]
        for (weights, quantile) in cases {
            let (counts, failures) = named.router.tally(in: try .replicasOnly(weights), draws: 20_000, seed: seed)
            #expect(failures == 0)
            #expect(chiSquared(counts, weights: weights) < quantile)
        }
    }

    @Test("of 1,000 picks at 1:2 and 1:4 the shares are within 5 points", arguments: NamedRouter.byWeight)
    func thousandPicks(named: NamedRouter) throws {
        for (weights, share) in [([1, 2], 1 / 3), ([1, 4], 1 / 5)] as [([Double], Double)] {
            let (counts, _) = named.router.tally(in: try .replicasOnly(weights), draws: 1_000, seed: 7)
            #expect(abs(Double(counts[0]) / 1_000 - share) < 0.05)
        }
    }

    @Test("a thousand nodes get their shares", arguments: NamedRouter.byWeight)
    func thousandNodes(named: NamedRouter) throws {
        let weights = (0..<1_000).map { Double($0 % 4 + 1) }
        let (counts, failures) = named.router.tally(in: try .replicasOnly(weights), draws: 50_000, seed: 1)
        #expect(failures == 0)
        #expect(chiSquared(counts, weights: weights) < Quantile.nineHundredNinetyNine)
    }

    @Test("a node of weight zero is never picked while another has weight", arguments: NamedRouter.all)
    func weightZero(named: NamedRouter) throws {
        let topology = try Topology.primaryAndReplicas(0, replicas: [0, 1, 1])
        let (counts, failures) = named.router.tally(in: topology, draws: 2_000, seed: 2)
        #expect(failures == 0)
        #expect(counts[0] == 0 && counts[1] == 0)
        #expect(counts[2] > 0 && counts[3] > 0)
    }

    @Test("with one node down the others keep their proportions", arguments: NamedRouter.byWeight, [1, 2] as [UInt64])
    func oneDown(named: NamedRouter, seed: UInt64) throws {
        let topology = try Topology.replicasOnly([1, 2, 3, 4]).down("replica-3")
        let (counts, _) = named.router.tally(in: topology, draws: 20_000, seed: seed)
        #expect(chiSquared(counts, weights: [1, 2, 0, 4]) < Quantile.two)
    }

    @Test("with one node down the turns are even among the others", arguments: NamedRouter.even, [1, 2] as [UInt64])
    func evenWithOneDown(named: NamedRouter, seed: UInt64) throws {
        let topology = try Topology.replicasOnly([5, 2, 3, 4]).down("replica-3")
        let (counts, _) = named.router.tally(in: topology, draws: 20_000, seed: seed)
        #expect(chiSquared(counts, weights: [1, 1, 0, 1]) < Quantile.two)
    }

    @Test("most of a thousand nodes down leave the rest their shares", arguments: NamedRouter.byWeight)
    func mostDown(named: NamedRouter) throws {
        var topology = try Topology.replicasOnly((0..<100).map { $0 == 7 ? 2 : 1 })
        for position in 0..<100 where ![7, 20, 95].contains(position) {
            topology = topology.down(NodeID("replica-\(position + 1)"))
        }
        let (counts, failures) = named.router.tally(in: topology, draws: 8_000, seed: 3)
        #expect(failures == 0)
        #expect(chiSquared([counts[7], counts[20], counts[95]], weights: [2, 1, 1]) < Quantile.two)
    }

    @Test("nodes of weight zero take turns when none with weight is left", arguments: NamedRouter.all)
    func weightless(named: NamedRouter) throws {
        let topology = try Topology.primaryAndReplicas(0, replicas: [0, 0, 1]).down("replica-3")
        let (counts, failures) = named.router.tally(in: topology, draws: 2_000, seed: 4)
        #expect(failures == 0)
        #expect(counts[0] == 0 && counts[1] > 800 && counts[2] > 800)
        #expect(named.router.decide(.read, in: topology).cause == .weightless)
    }

    @Test("idle nodes are as likely as each other", arguments: [NamedRouter.leastOutstanding, .peakEWMA])
    func idle(named: NamedRouter) throws {
        let (counts, _) = named.router.tally(in: try .replicasOnly([1, 1, 1]), draws: 20_000, seed: 9)
        #expect(chiSquared(counts, weights: [1, 1, 1]) < Quantile.two)
    }
}
