// SPDX-License-Identifier: Apache-2.0

import Foundation
import ReplicaRouting
import RoutingSimulator
import Testing

@Suite
struct SimulationTests {
    private static var eventful: Scenario {
        var scenario = Scenario.small()
        scenario.writesPerMillion = 50_000
        scenario.processes = 3
        scenario.faults = [
            .killed(["replica-1"], at: .seconds(2), for: .seconds(2)),
            .slow(["replica-2"], by: 20, at: .seconds(3), for: .seconds(3)),
            .paused(["replica-3"], at: .seconds(6), for: .seconds(3)),
        ]
        return scenario
    }

    @Test("the same seed gives the same bytes", arguments: SimulatedPolicy.all.map(\.name))
    func deterministic(policy: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let simulator = try Simulator(Self.eventful)
        let first = try encoder.encode(simulator.run(.named(policy), seed: 7))
        #expect(try encoder.encode(simulator.run(.named(policy), seed: 7)) == first)
        #expect(try encoder.encode(simulator.run(.named(policy), seed: 8)) != first)
    }

    @Test("the policy does not change what comes in")
    func sameRequests() throws {
        let simulator = try Simulator(Self.eventful)
        let counts = try SimulatedPolicy.all.map { policy in
            let result = try simulator.run(policy, seed: 1)
            return [result.reads.count, result.writes.count]
        }
        #expect(Set(counts).count == 1)
    }

    @Test("every request ends in one way", arguments: SimulatedPolicy.all.map(\.name))
    func conservation(policy: String) throws {
        let result = try Simulator(Self.eventful).run(.named(policy), seed: 2)
        #expect(result.reads.count > 3_000)
        #expect(result.writes.count > 100)
        #expect(result.reads.unfinished == 0)
        #expect(result.writes.unfinished == 0)
        #expect(result.readLatency.count == result.reads.succeeded)
        #expect(result.writeLatency.count == result.writes.succeeded)
        #expect(result.nodes.reduce(0) { $0 + $1.reads } == result.reads.count + result.retries)
    }

    @Test("reads are spread by weight", arguments: ["weighted", "smoothWeighted", "leastOutstanding"])
    func weights(policy: String) throws {
        var scenario = Scenario(
            name: "weights",
            nodes: [
                NodeGroup(name: "one", weight: 1, service: .constant(.milliseconds(50))),
                NodeGroup(name: "three", weight: 3, service: .constant(.milliseconds(50))),
            ]
        )
        scenario.load = .open(perSecond: 100)
        let result = try Simulator(scenario).run(.named(policy), seed: 1)
        let share = Double(result.nodes[1].reads) / Double(result.reads.count)
        #expect(abs(share - 0.75) < 0.03)
    }

    @Test("a replica that dies and comes back fails no read, and is noticed and taken back")
    func killed() throws {
        var scenario = Scenario.small()
        scenario.processes = 2
        scenario.faults = [.killed(["replica-2"], at: .seconds(3), for: .seconds(3))]
        let result = try Simulator(scenario).run(.weighted, seed: 1)
        #expect(result.reads.failed == 0)
        #expect(result.reads.timedOut == 0)
        #expect(result.retries > 0)
        let fault = try #require(result.faults.first)
        // Both processes, by their traffic, within a few requests.
        #expect(fault.timesToNotice.count == 2)
        #expect(fault.timesToNotice.allSatisfy { $0 < 100_000_000 })
        #expect(fault.timesToTakeBack.count == 2)
        // The backoff doubles from 100 ms: the wait before the last probe is at most about as long as the outage.
        #expect(fault.timesToTakeBack.allSatisfy { $0 > 0 && $0 < 4_000_000_000 })
        let slice = Int(3_000_000_000 / result.timeline.slice)
        let row = try #require(result.timeline.nodes.firstIndex(of: "replica-2"))
        #expect(result.timeline.reads[row][slice - 2] > 0)
        #expect(result.timeline.reads[row][slice + 10] == 0)
        #expect(result.timeline.reads[row][119] > 0)
    }

    @Test("without probes nothing is ejected, and a dead replica costs every read that meets it a retry")
    func unwatched() throws {
        var scenario = Scenario.small()
        scenario.probes = nil
        scenario.faults = [.killed(["replica-2"], at: .seconds(3), for: .seconds(3))]
        let result = try Simulator(scenario).run(.roundRobin, seed: 1)
        #expect(result.reads.succeeded == result.reads.count)
        #expect(abs(result.retries - 400) < 60)
        #expect(result.faults[0].timesToNotice.isEmpty)
    }

    @Test("a paused replica is found out by a probe, and its reads are tried elsewhere")
    func paused() throws {
        var scenario = Scenario.small()
        scenario.timeout = .seconds(10)
        scenario.faults = [.paused(["replica-1"], at: .seconds(3), for: .seconds(6))]
        let result = try Simulator(scenario).run(.roundRobin, seed: 1)
        #expect(result.reads.succeeded == result.reads.count)
        let fault = result.faults[0]
        #expect(fault.timesToNotice.count == 1)
        // A probe starts within 1.1 s and takes 2 s to time out.
        #expect(fault.timesToNotice.allSatisfy { $0 > 1_900_000_000 && $0 < 3_200_000_000 })
        #expect(result.readLatency.max > 1_900_000_000)
        #expect(result.retries > 100)
    }

    @Test("what a paused node was doing takes as much longer as the pause was")
    func pausedWork() throws {
        var scenario = Scenario.queue(
            NodeGroup(name: "node", servers: nil, service: .constant(.seconds(4))),
            perSecond: 10,
            duration: .seconds(10),
            warmUp: .zero
        )
        scenario.load = .open(perSecond: 10, evenly: true)
        scenario.faults = [.paused(["node"], at: .seconds(3), for: .seconds(2))]
        let result = try Simulator(scenario).run(.random, seed: 1)
        // From 0 to 3 s: 4 + 2 s; during the pause: 4 s and the rest of it; later: 4 s.
        #expect(result.readLatency.max == 6_000_000_000)
        #expect(result.readLatency.p50 <= 4_050_000_000)
        let long = 30 * 6.0 + 20 * 5.0 + 50 * 4.0
        #expect(abs(result.readLatency.mean * 1e-9 - long / 100) < 0.05)
    }

    @Test("a write that was lost with its primary fails, and one that was not sent waits")
    func writes() throws {
        var scenario = Scenario.small(perSecond: 1_000)
        scenario.nodes[0].servers = nil
        scenario.nodes[0].service = .exponential(mean: .milliseconds(40))
        scenario.writesPerMillion = 500_000
        scenario.timeout = .seconds(5)
        scenario.faults = [.killed(["primary"], at: .seconds(3), for: .seconds(1))]
        let result = try Simulator(scenario).run(.weighted, seed: 1)
        // Some forty milliseconds' worth, twenty writes, was under way; a second's worth waited.
        #expect(result.writes.failed > 5 && result.writes.failed < 50)
        #expect(result.writes.timedOut == 0)
        #expect(result.writeLatency.max > 900_000_000)
    }

    @Test("after a failover writes go to the new primary, and the old one serves reads when it is back")
    func failover() throws {
        var scenario = Scenario.small()
        scenario.writesPerMillion = 200_000
        scenario.timeout = .seconds(5)
        scenario.faults = [.failover(promotion: .seconds(1), at: .seconds(3), for: .seconds(4))]
        let result = try Simulator(scenario).run(.weighted, seed: 1)
        #expect(result.nodes[0].writes > 0)
        #expect(result.nodes[1].writes > result.nodes[0].writes)
        #expect(result.nodes[2].writes == 0)
        #expect(result.nodes[0].reads > 0)
        #expect(result.writes.failed < 10)
    }
}
