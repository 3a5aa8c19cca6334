// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Pools in which every node takes writes")
struct PoolTests {
    @Test("picks stay in the pool, for reads and writes", arguments: NamedRouter.withPool)
    func staysInPool(named: NamedRouter) throws {
        let topology = try Topology.pool([1, 0, 2, 1])
        for request in [.read, .write] as [RoutingRequest] {
            let (counts, failures) = named.router.tally(request, in: topology, draws: 2_000, seed: 3)
            #expect(failures == 0)
            #expect(counts[1] == 0)
            #expect([0, 2, 3].allSatisfy { counts[$0] > 300 })
        }
    }

    @Test("writes are spread as the reads are")
    func writesByWeight() throws {
        let topology = try Topology.pool([1, 4])
        let (counts, _) = WeightedRandomRouter().tally(.write, in: topology, draws: 20_000, seed: 1)
        #expect(chiSquared(counts, weights: [1, 4]) < Quantile.one)
        let (even, _) = RandomRouter().tally(.write, in: topology, draws: 20_000, seed: 1)
        #expect(chiSquared(even, weights: [1, 1]) < Quantile.one)
    }

    @Test("with one primary its replicas never get a write", arguments: NamedRouter.all)
    func onePrimary(named: NamedRouter) throws {
        let (counts, failures) = named.router.tally(.write, in: try .three(0, 1, 1), draws: 200, seed: 1)
        #expect(counts == [200, 0, 0])
        #expect(failures == 0)
    }

    @Test("a router for one primary refuses a write that has several to go to", arguments: NamedRouter.withPrimary)
    func severalPrimaries(named: NamedRouter) throws {
        let topology = try Topology.pool([1, 1])
        let failure = named.router.decide(.write, in: topology).failure
        #expect(failure?.code == .severalPrimaries)
        #expect(
            failure?.message == "a write needs the primary, and the topology has several (node-1, node-2): "
                + "this router works with one"
        )
        #expect(named.router.decide(.read, in: topology).failure == nil)
    }

    @Test("a write is spread over the primaries that are up and were not tried")
    func writeFailover() throws {
        let topology = try Topology.pool([1, 1, 1]).down("node-1")
        let request = RoutingRequest(intent: .write, excluded: [1])
        #expect(RandomRouter().tally(request, in: topology, draws: 100, seed: 1).counts == [0, 0, 100])
        let failure = RandomRouter().decide(RoutingRequest(intent: .write, excluded: [1, 2]), in: topology).failure
        #expect(
            failure?.message == "no node may take this write: node-1 is down; node-2 was already tried; "
                + "node-3 was already tried"
        )
    }

    @Test("a write fails with its own reason where no node takes writes", arguments: NamedRouter.all)
    func noPrimary(named: NamedRouter) throws {
        #expect(named.router.decide(.write, in: try .replicasOnly([1, 1])).failure?.code == .noPrimary)
    }
}
