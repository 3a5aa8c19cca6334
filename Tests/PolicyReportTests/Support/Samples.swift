// SPDX-License-Identifier: Apache-2.0

import PolicyReport

/// Reports that are made up, with something for every chart.
enum Samples {
    static func round(
        p99: Double,
        failed: Int = 0,
        stale: Int = 0,
        seed: UInt64 = 1,
        keepsTimeline: Bool = true
    ) -> Round {
        var round = Round()
        round.seed = seed
        round.reads = 10_000
        round.failedReads = failed
        round.retries = 3
        round.staleReads = stale
        round.readsInTime = 9_990 - failed
        round.throughput = 1_000
        (round.p50, round.p90, round.p99, round.p999, round.longest) = (2, p99 / 2, p99, p99 * 2, p99 * 4)
        (round.primaryShareOfReads, round.primaryShareOfLoad) = (0.1, 0.2)
        round.clientMicrosecondsPerRead = p99 + 20
        round.nodes = [
            NodeShare(name: "primary", weight: 0, reads: 1_000),
            NodeShare(name: "replica-1", weight: 1, reads: 4_500),
            NodeShare(name: "replica-2", weight: 1, reads: 4_500),
        ]
        round.faults = [FaultTimes(toNotice: [5, 9], toTakeBack: [800, 1_200])]
        if keepsTimeline {
            round.timeline = RoundTimeline(
                slice: 0.5,
                nodes: ["primary", "replica-1", "replica-2"],
                reads: [
                    Array(repeating: 50, count: 20), Array(repeating: 225, count: 20), Array(repeating: 225, count: 20),
                ],
                otherReads: Array(repeating: 0, count: 20),
                otherNodes: 0,
                failedReads: (0..<20).map { $0 == 7 ? failed : 0 },
                p99: (0..<20).map { $0 == 3 ? 0 : p99 }
            )
        }
        return round
    }

    static func scenario(
        _ name: String,
        p99: [String: [Double]],
        failed: [String: Int] = [:],
        stale: Int = 4
    ) -> ScenarioReport {
        var scenario = ScenarioReport(
            name: name,
            title: "a scenario called <\(name)> & co",
            summary: "Something happens.",
            ground: .simulated,
            command: "replicactl simulate \(name)",
            seconds: 10,
            goal: 50,
            plannedRounds: 3
        )
        scenario.faults = [.init(label: "replica-2 paused", nodes: ["replica-2"], start: 3, end: 6)]
        scenario.policies = p99.keys.sorted().map { policy in
            let rounds = (p99[policy] ?? []).enumerated().map { index, p99 in
                round(
                    p99: p99,
                    failed: failed[policy] ?? 0,
                    stale: stale,
                    seed: UInt64(index),
                    keepsTimeline: index == 0
                )
            }
            return PolicyOutcome(policy: policy, rounds: rounds)
        }
        return scenario
    }

    static func report(_ scenarios: [ScenarioReport]) -> ComparisonReport {
        var report = ComparisonReport(
            title: "A report",
            command: "replicactl simulate all",
            environment: [.init("cores", "2"), .init("system", "an <operating> system")]
        )
        report.scenarios = scenarios
        return report
    }

    static var full: ComparisonReport {
        report([
            scenario("one", p99: ["good": [9, 10, 11], "bad": [30, 31, 32]], failed: ["bad": 20]),
            scenario("two", p99: ["good": [9, 10, 11], "bad": [9, 10.5, 12], "worse": [50, 60, 70]]),
        ])
    }
}
