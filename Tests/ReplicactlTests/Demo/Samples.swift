// SPDX-License-Identifier: Apache-2.0

@testable import replicactl

/// Findings that nothing can be said against, for tests to spoil.
enum Samples {
    static func node(_ name: String, reads: Int, of all: Int, expected: Double) -> DemoReport.Node {
        DemoReport.Node(
            name: name,
            role: name == "primary" ? "primary" : "replica",
            weight: name == "primary" ? 1 : 2,
            reads: reads,
            share: all > 0 ? Double(reads) / Double(all) : 0,
            expectedShare: expected,
            median: reads > 0 ? 250 : nil,
            percentile99: reads > 0 ? 1_250 : nil
        )
    }

    static func phase(
        _ phase: DemoPhase,
        reads: (Int, Int, Int),
        expected: (Double, Double, Double),
        failedReads: Int = 0,
        failedWrites: Int = 0
    ) -> DemoReport.Phase {
        let all = reads.0 + reads.1 + reads.2
        return DemoReport.Phase(
            name: phase.rawValue,
            seconds: 4,
            nodes: [
                node("primary", reads: reads.0, of: all, expected: expected.0),
                node("replica-1", reads: reads.1, of: all, expected: expected.1),
                node("replica-2", reads: reads.2, of: all, expected: expected.2),
            ],
            reads: all,
            writes: all / 19,
            failedReads: failedReads,
            failedWrites: failedWrites
        )
    }

    static func findings(
        allUp: (Int, Int, Int) = (2000, 4000, 4000),
        back: (Int, Int, Int) = (2000, 4000, 4000),
        readsWhileDead: Int = 0,
        failedReads: Int = 0,
        failedWrites: Int = 0,
        replication: ReplicationFindings = ReplicationFindings(
            nodes: ["primary", "replica-1", "replica-2"].map { .init(name: $0) },
            lostWrites: 0
        )
    ) -> DemoFindings {
        DemoFindings(
            phases: [
                phase(.allUp, reads: allUp, expected: (0.2, 0.4, 0.4)),
                phase(
                    .replicaKilled,
                    reads: (3000, 0, 6000),
                    expected: (1 / 3, 0, 2 / 3),
                    failedReads: failedReads,
                    failedWrites: failedWrites
                ),
                phase(.replicaBack, reads: back, expected: (0.2, 0.4, 0.4)),
            ],
            victim: .init(name: "replica-1", readsWhileDead: readsWhileDead),
            readRetries: 7,
            firstReadFailure: failedReads > 0 ? "replica-2: the connection was lost" : nil,
            replication: replication
        )
    }
}
