// SPDX-License-Identifier: Apache-2.0

import PGClusterTesting
import PolicyReport
import PolicyReportFiles

/// Where and how a comparison was made.
enum PolicyEnvironment {
    static func facts(of ground: PolicyGround, plan: ComparisonPlan, seed: UInt64) -> [ComparisonReport.Fact] {
        let weights = zip(ground.names, plan.weights).map { "\($0) \(ComparisonPlan.text($1))" }.joined(separator: ", ")
        return [
            .init("ground", "real: throwaway servers on 127.0.0.1, fsync and autovacuum off"),
            .init("PostgreSQL", ground.local.serverBinaries.version),
            MachineFacts.system,
            MachineFacts.cores(", shared by servers and clients"),
            MachineFacts.swift,
            .init("weights", weights),
            .init(
                "clients",
                "\(plan.clients) tasks on one event loop, each sends its next statement when the last one is answered"
            ),
            .init(
                "a visit",
                "10 reads; every second one begins with a write, of which 3 of the reads ask. The others add up 100 of "
                    + "\(PolicyGround.rows) rows"
            ),
            .init(
                "probes",
                "every \(milliseconds(PolicyGround.probing.interval)), "
                    + "time-out \(milliseconds(PolicyGround.probing.timeout))"
            ),
            .init("rounds", "\(plan.rounds) of \(plan.seconds) s for each policy, policies in turns"),
            .init("seed", "\(seed)"),
        ]
    }

    private static func milliseconds(_ time: Duration) -> String { "\(Int(time / .milliseconds(1))) ms" }
}
