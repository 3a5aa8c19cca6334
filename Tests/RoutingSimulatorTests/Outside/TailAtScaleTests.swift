// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import RoutingSimulator
import Testing

/// J. Dean and L. A. Barroso, "The Tail at Scale", CACM 56 (2013): where one answer in a hundred is slow, a request that
/// waits for a hundred servers is slow in 63 % of the cases, 1 - 0.99^100.
@Suite
struct TailAtScaleTests {
    @Test("of requests that wait for 100 parts, of which one in a hundred is slow, 63 % are slow")
    func fanOut() throws {
        let group = NodeGroup(
            name: "leaf",
            count: 100,
            servers: nil,
            service: .bimodal(fast: .milliseconds(10), slow: .seconds(1), slowShare: 0.01)
        )
        var scenario = Scenario.queue(group, perSecond: 100, duration: .seconds(12), warmUp: .zero)
        scenario.fanOut = 100
        // Slow is what takes longer than this.
        scenario.timeout = .milliseconds(500)
        let result = try Simulator(scenario).run(.roundRobin, seed: 5)
        let wholes = Double(result.reads.count) / 100
        let fast = Double(try #require(result.wholeLatency).count)
        #expect(wholes > 1_000)
        // The standard error over so many is 1.4 %.
        #expect(abs(1 - fast / wholes - 0.634) < 0.03)
        #expect(abs(Double(result.reads.timedOut) / Double(result.reads.count) - 0.01) < 0.001)
    }
}
