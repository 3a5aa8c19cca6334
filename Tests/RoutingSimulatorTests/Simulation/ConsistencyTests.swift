// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import RoutingSimulator
import Testing

@Suite
struct ConsistencyTests {
    private func lagging(pinning: Duration) -> Scenario {
        var scenario = Scenario.small()
        scenario.sessions = 20
        scenario.writesPerMillion = 100_000
        scenario.pinning = pinning
        scenario.faults = [
            .lagging(["replica-1", "replica-2", "replica-3"], by: .seconds(2), at: .seconds(2), for: .seconds(4))
        ]
        return scenario
    }

    @Test("without pinning, reads miss writes of their own session while replicas lag")
    func stale() throws {
        let result = try Simulator(lagging(pinning: .zero)).run(.weighted, seed: 1)
        #expect(result.staleReads > 100)
        #expect(result.timeline.staleReads.reduce(0, +) == result.staleReads)
        #expect(result.primaryShareOfReads == 0)
    }

    @Test("with a pin that is longer than the lag no read misses one")
    func pinned() throws {
        let result = try Simulator(lagging(pinning: .seconds(3))).run(.weighted, seed: 1)
        #expect(result.staleReads == 0)
        #expect(result.pinnedReads > 0)
        #expect(result.primaryShareOfReads > 0.5)
    }

    @Test("with a staleness limit reads go where the data are fresh enough, to the primary if need be")
    func stalenessLimit() throws {
        var scenario = lagging(pinning: .zero)
        scenario.stalenessLimit = .milliseconds(500)
        scenario.probes?.interval = .milliseconds(100)
        let limited = try Simulator(scenario).run(.weighted, seed: 1)
        let unlimited = try Simulator(lagging(pinning: .zero)).run(.weighted, seed: 1)
        #expect(limited.primaryShareOfReads > 0.2)
        #expect(limited.staleReads < unlimited.staleReads / 2)
    }

    @Test("a burst of writes that replicas cannot replay in time makes reads stale")
    func burst() throws {
        var scenario = Scenario.small()
        scenario.sessions = 20
        scenario.writesPerMillion = 50_000
        scenario.pinning = .zero
        scenario.replayTime = .milliseconds(5)
        let quiet = try Simulator(scenario).run(.weighted, seed: 1)
        scenario.faults = [.burst(reads: 1, writes: 20, at: .seconds(3), for: .seconds(2))]
        let busy = try Simulator(scenario).run(.weighted, seed: 1)
        #expect(busy.writes.count > 3 * quiet.writes.count)
        #expect(busy.staleReads > 10 * max(1, quiet.staleReads))
    }

    @Test("reads stay in the zone of their process until it goes down, and come back with it")
    func zones() throws {
        var scenario = Scenario(
            name: "zones",
            nodes: [
                NodeGroup(name: "a", count: 2, zone: "a"), NodeGroup(name: "b", count: 2, zone: "b"),
            ]
        )
        scenario.zones = ["a"]
        scenario.load = .open(perSecond: 400)
        scenario.duration = .seconds(9)
        scenario.faults = [.zoneOutage("a", at: .seconds(3), for: .seconds(2))]
        let result = try Simulator(scenario).run(.weighted, seed: 1)
        #expect(result.reads.failed == 0)
        let far = Double(result.nodes[2].reads + result.nodes[3].reads) / Double(result.reads.count)
        #expect(far > 0.2 && far < 0.6)
        #expect(result.timeline.reads[2][20] == 0)
        #expect(result.timeline.reads[2][50] > 0)
        #expect(result.timeline.reads[2][118] == 0)
    }

    @Test("a node that flaps is taken out each time, and no read fails")
    func flapping() throws {
        var scenario = Scenario.small()
        scenario.faults = [
            .flapping(["replica-1"], up: .seconds(1), down: .milliseconds(500), at: .seconds(2), for: .seconds(6))
        ]
        let result = try Simulator(scenario).run(.peakEWMA, seed: 1)
        #expect(result.reads.succeeded == result.reads.count)
        #expect(result.faults[0].timesToNotice.count == 4)
    }
}
