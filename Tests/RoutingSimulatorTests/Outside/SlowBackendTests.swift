// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import RoutingSimulator
import Testing

/// S. Jenson and R. Oanta, "Beyond Round Robin: Load Balancing for Latency" (linkerd.io, 2016): 11 backends, answering in
/// 167 ms with a standard deviation of 5 ms; one client, 1,000 requests in a second, for a minute; after 15 s one
/// backend answers in 2 s for 30 s. With a time-out of 1 s about 95 % would have succeeded with round robin, 99 % with
/// least loaded, 99.9 % with peak EWMA.
///
/// As there, the time-out is only what success is measured by: nobody gives up. "About" is taken as the same number of
/// nines and no better than the next: least loaded there chose among two, here among all, which does a little better.
@Suite
struct SlowBackendTests {
    private func successes(_ policy: SimulatedPolicy) throws -> Double {
        // The logarithms' deviation of 0.03 is 5 ms of 167 ms.
        let backends = NodeGroup(
            name: "backend",
            count: 11,
            servers: nil,
            service: .logNormal(median: .milliseconds(167), sigma: 0.03)
        )
        var scenario = Scenario.queue(backends, perSecond: 1_000, duration: .seconds(60), warmUp: .zero)
        scenario.load = .open(perSecond: 1_000, evenly: true)
        scenario.goal = .seconds(1)
        scenario.faults = [
            .stuck(["backend-3"], at: .seconds(2), at: .seconds(15), for: .seconds(30))
        ]
        let result = try Simulator(scenario).run(policy, seed: 11)
        #expect(result.reads.count == 60_000)
        #expect(result.reads.unfinished == 0)
        return result.partInTime
    }

    @Test("with round robin about 95 % of the requests come back in time")
    func roundRobin() throws {
        // A turn in eleven, for half of the time: 1 - 0.5 / 11 = 95.5 %.
        #expect(abs(try successes(.roundRobin) - 0.9545) < 0.001)
    }

    @Test("with the least outstanding requests about 99 % do")
    func leastOutstanding() throws {
        let part = try successes(.leastOutstanding)
        #expect(part > 0.99 && part < 0.998)
    }

    @Test("with peak EWMA about 99.9 % do")
    func peakEWMA() throws {
        let part = try successes(.peakEWMA)
        #expect(part > 0.9988 && part < 0.99995)
    }
}
