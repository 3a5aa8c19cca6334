// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Reads by weight")
struct WeightedReadTests {
    private let router = WeightedPrimaryReplicaRouter()

    @Test("weights 1:2:2 get their shares", arguments: [1, 2, 3] as [UInt64])
    func oneTwoTwo(seed: UInt64) throws {
        let (counts, failures) = router.tally(in: try .three(1, 2, 2), seed: seed)
        #expect(failures == 0)
        #expect(chiSquared(counts, weights: [1, 2, 2]) < Quantile.two)
    }

    @Test("weights 1:2 get their shares", arguments: [1, 2, 3] as [UInt64])
    func oneTwo(seed: UInt64) throws {
        let (counts, _) = router.tally(in: try .replicasOnly([1, 2]), seed: seed)
        #expect(chiSquared(counts, weights: [1, 2]) < Quantile.one)
    }

    @Test("with one node down the others keep their proportions", arguments: [1, 2, 3] as [UInt64])
    func oneDown(seed: UInt64) throws {
        let topology = try Topology.primaryAndReplicas(1, replicas: [2, 3, 4]).down("replica-2")
        let (counts, failures) = router.tally(in: topology, seed: seed)
        #expect(failures == 0)
        #expect(chiSquared(counts, weights: [1, 2, 0, 4]) < Quantile.two)
    }

    @Test("with one node tried already the others keep their proportions", arguments: [1, 2, 3] as [UInt64])
    func oneExcluded(seed: UInt64) throws {
        let topology = try Topology.primaryAndReplicas(1, replicas: [2, 3, 4])
        let (counts, _) = router.tally(.read(.any, excluded: [3]), in: topology, seed: seed)
        #expect(chiSquared(counts, weights: [1, 2, 3, 0]) < Quantile.two)
    }

    @Test("a node of weight zero is never picked while another has weight", arguments: [1, 2, 3] as [UInt64])
    func weightZero(seed: UInt64) throws {
        let topology = try Topology.primaryAndReplicas(0, replicas: [0, 2, 1])
        let (counts, failures) = router.tally(in: topology, seed: seed)
        #expect(failures == 0)
        #expect(chiSquared(counts, weights: [0, 0, 2, 1]) < Quantile.one)
    }

    @Test("with almost all of the weight down the scan keeps the proportions", arguments: [1, 2, 3] as [UInt64])
    func heaviestDown(seed: UInt64) throws {
        let topology = try Topology.replicasOnly([3, 1e9, 1, 0, 4, 2]).down("replica-2")
        let (counts, failures) = router.tally(in: topology, seed: seed)
        #expect(failures == 0)
        #expect(chiSquared(counts, weights: [3, 0, 1, 0, 4, 2]) < Quantile.three)
    }

    @Test("weights near both ends of their range neither overflow nor vanish")
    func extremeWeights() throws {
        let huge = try Topology.replicasOnly([1e300, 2e300, 2e300, .greatestFiniteMagnitude]).down("replica-4")
        let (counts, _) = router.tally(in: huge, seed: 4)
        #expect(chiSquared(counts, weights: [1, 2, 2, 0]) < Quantile.two)

        let least = Double.leastNonzeroMagnitude
        let tiny = try Topology.replicasOnly([least, .greatestFiniteMagnitude, 2 * least]).down("replica-2")
        let (small, failures) = router.tally(in: tiny, seed: 4)
        #expect(failures == 0)
        #expect(chiSquared(small, weights: [1, 0, 2]) < Quantile.one)
    }

    @Test("a hundred nodes get their shares, those beyond the inline set too")
    func hundredNodes() throws {
        let weights = (1...100).map { Double($0 % 7 + 1) }
        let (counts, _) = router.tally(in: try .replicasOnly(weights), draws: 200_000, seed: 6)
        #expect(chiSquared(counts, weights: weights) < Quantile.ninetyNine)

        let topology = try Topology.replicasOnly(weights).down("replica-100")
        let rest = router.tally(.read(.any, excluded: [0, 70]), in: topology, draws: 50_000, seed: 6).counts
        #expect(rest[0] == 0 && rest[70] == 0 && rest[99] == 0)
        #expect(rest.count { $0 > 0 } == 97)
    }

    @Test("when only replicas of weight zero are left each is as likely", arguments: [1, 2, 3] as [UInt64])
    func onlyWeightless(seed: UInt64) throws {
        let topology = try Topology.primaryAndReplicas(0, replicas: [0, 0, 5, 0]).down("replica-3")
        let (counts, failures) = router.tally(in: topology, seed: seed)
        #expect(failures == 0)
        #expect(chiSquared(counts, weights: [0, 1, 1, 0, 1]) < Quantile.two)
        #expect(router.decide(.read, in: topology).cause == .weightless)
    }

    @Test("a primary with weight is a candidate before replicas without")
    func weightedPrimaryFirst() throws {
        let topology = try Topology.three(1, 0, 2).down("replica-2")
        let (counts, _) = router.tally(in: topology, draws: 1_000, seed: 1)
        #expect(counts == [1_000, 0, 0])
        #expect(router.decide(.read, in: topology).cause == .weighted)
    }

    @Test("the same seed makes the same choices, another seed makes others")
    func determinism() throws {
        let topology = try Topology.three()
        func choices(_ seed: UInt64) -> [Int?] {
            var context = RoutingContext(seed: seed)
            return (0..<1_000).map { _ in router.decide(.read, in: topology, context: &context).position }
        }
        #expect(choices(42) == choices(42))
        #expect(choices(42) != choices(43))
    }

    @Test("the statistic tells even shares from 1:2:2")
    func statisticHasPower() throws {
        let (counts, _) = router.tally(in: try .three(1, 1, 1), seed: 1)
        #expect(chiSquared(counts, weights: [1, 2, 2]) > Quantile.two)
    }
}
