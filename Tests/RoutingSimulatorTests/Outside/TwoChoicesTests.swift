// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import RoutingSimulator
import Testing

/// n requests to n nodes, none of which ends: the most on one node is about ln n / ln ln n with one random choice and
/// log2 log2 n with two. M. Mitzenmacher, A. Richa and R. Sitaraman, "The power of two random choices: a survey of
/// techniques and results" (2001), whose table of trials says for n = 2^12: with one choice 5 to 9, mostly 6; with two
/// choices 3, in nearly all trials.
@Suite
struct TwoChoicesTests {
    /// The most requests on a node in each of some trials.
    private func most(_ policy: SimulatedPolicy, nodes: Int, trials: UInt64 = 3) throws -> [Int] {
        let group = NodeGroup(name: "node", count: nodes, servers: nil, service: .constant(.seconds(3_600)))
        var scenario = Scenario.queue(group, perSecond: Double(nodes), duration: .seconds(1), warmUp: .zero)
        scenario.load = .open(perSecond: Double(nodes), evenly: true)
        return try (0..<trials).map { seed in
            let result = try Simulator(scenario).run(policy, seed: seed)
            #expect(abs(result.reads.count - nodes) <= 1)
            return result.nodes.map(\.mostAtOnce).max() ?? 0
        }
    }

    @Test("two choices keep the fullest of 4,096 nodes at 3 or 4 requests, where one choice has 5 to 9")
    func fourThousand() throws {
        let two = try most(.peakEWMA, nodes: 4_096)
        let one = try most(.random, nodes: 4_096)
        #expect(two.allSatisfy { (3...4).contains($0) })
        #expect(one.allSatisfy { (5...9).contains($0) })
    }

    @Test("from 64 to 4,096 nodes the fullest grows by at most one with two choices, and by more with one")
    func growth() throws {
        func mean(_ numbers: [Int]) -> Double { Double(numbers.reduce(0, +)) / Double(numbers.count) }
        let two = try mean(most(.peakEWMA, nodes: 4_096)) - mean(most(.peakEWMA, nodes: 64, trials: 20))
        let one = try mean(most(.random, nodes: 4_096)) - mean(most(.random, nodes: 64, trials: 20))
        #expect(two <= 1.2)
        #expect(one >= 1.4)
    }
}
