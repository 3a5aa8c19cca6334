// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Reads that spill to the primary")
struct SpillBudgetTests {
    private func router(_ budget: SpillBudget) -> WeightedPrimaryReplicaRouter {
        WeightedPrimaryReplicaRouter(policy: RoutingPolicy(spillBudget: budget))
    }

    private func withoutReplicas() throws -> Topology {
        try Topology.three(0, 1, 1).down("replica-1", "timeout").down("replica-2")
    }

    @Test("so many may spill at a time, and another one when one of them has ended")
    func concurrency() throws {
        let budget = try SpillBudget.concurrency(2, otherwise: .shed)
        let topology = try withoutReplicas()
        #expect(router(budget).decide(.read, in: topology).cause == .fallbackToPrimary)
        #expect(topology.spills.admit(under: budget))
        #expect(topology.spills.admit(under: budget))
        #expect(!topology.spills.admit(under: budget))
        #expect(topology.spills.inFlight == 2)
        #expect(router(budget).decide(.read, in: topology).chosen == nil)
        topology.spills.finish()
        #expect(router(budget).decide(.read, in: topology).chosen?.id == "primary")
    }

    @Test(
        "what becomes of the rest is as configured",
        arguments: [
            SpillBudget.Remedy.wait(upTo: .seconds(1)), .shed, .fail,
        ]
    )
    func remedies(remedy: SpillBudget.Remedy) throws {
        let topology = try withoutReplicas()
        let router = router(try .concurrency(0, otherwise: remedy))
        for explains in [false, true] {
            let decision = router.decide(.read, in: topology, explains: explains)
            #expect(decision.chosen == nil)
            #expect(decision.remedy == remedy)
            let code: RoutingError.Code = remedy == .fail ? .noEligibleNode : .spillBudgetSpent
            #expect(decision.failure?.code == code)
        }
        let decision = router.decide(.read, in: topology, explains: true)
        #expect(decision.explanation?.rejected.first?.reason == .spillBudgetSpent)
        #expect(decision.explanation?.rejected.map(\.filter) == [.spillBudget, .health, .health])
    }

    @Test("in the long run the share of all reads spills, after a burst")
    func share() throws {
        let budget = try SpillBudget.share(0.1, burst: 5, otherwise: .shed)
        let topology = try withoutReplicas()
        let router = router(budget)
        var spilled = 0
        for _ in 0..<1_000 {
            topology.spills.countRead(under: budget)
            guard router.decide(.read, in: topology).chosen != nil else { continue }
            #expect(topology.spills.admit(under: budget))
            topology.spills.finish()
            spilled += 1
        }
        #expect((104...105).contains(spilled))
    }

    @Test("reads that belong on the primary are no spill")
    func noSpill() throws {
        let router = router(try .concurrency(0, otherwise: .fail))
        let topology = try withoutReplicas()
        #expect(router.decide(.write, in: topology).chosen != nil)
        #expect(router.decide(.read(.primary), in: topology).chosen != nil)
        #expect(router.decide(RoutingRequest(intent: .read, isPinned: true), in: topology).chosen != nil)
        #expect(router.decide(.prefer(.primaryPreferred), in: topology).chosen != nil)
        let weighted = try Topology.three(1, 1, 1).down("replica-1").down("replica-2")
        #expect(router.decide(.read, in: weighted).cause == .weighted)
    }

    @Test("settings outside their ranges are refused, with what is valid")
    func validation() {
        let bad: [(() throws(RoutingError) -> SpillBudget, String)] = [
            (
                { () throws(RoutingError) in try .concurrency(-1, otherwise: .fail) },
                "the spill budget has a concurrency of -1: valid is 0 or more reads at a time"
            ),
            (
                { () throws(RoutingError) in try .share(1.5, otherwise: .fail) },
                "the spill budget has a share of 1.5: valid is 0 to 1"
            ),
            (
                { () throws(RoutingError) in try .share(.nan, otherwise: .fail) },
                "the spill budget has a share of nan: valid is 0 to 1"
            ),
            (
                { () throws(RoutingError) in try .share(0.5, burst: 0, otherwise: .fail) },
                "the spill budget has a burst of 0 reads: valid is 1 to 1000000"
            ),
        ]
        for (make, message) in bad {
            let error = routingError(make)
            #expect(error?.code == .invalidBudget)
            #expect(error?.message == message)
        }
    }
}
