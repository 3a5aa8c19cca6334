// SPDX-License-Identifier: Apache-2.0

/// Whether a demo has shown what it is to show.
enum DemoVerdict {
    /// How far a node's share of the reads may be from its weight's, with all nodes up: 3 percentage points.
    static let allowedDeviation = 0.03

    /// The reasons against it, a sentence each; none when all is well.
    ///
    /// Writes that failed outright are no reason: their callers were told.
    static func reasons(against findings: DemoFindings) -> [String] {
        failedReads(findings) + lostWrites(findings.replication) + shares(findings.phases) + victim(findings)
    }

    private static func failedReads(_ findings: DemoFindings) -> [String] {
        let failed = findings.phases.reduce(0) { $0 + $1.failedReads }
        guard failed > 0 else { return [] }
        let first = findings.firstReadFailure.map { " The first: \($0)" } ?? ""
        return [Figures.counted(failed, "read") + " failed.\(first)"]
    }

    private static func lostWrites(_ replication: ReplicationFindings) -> [String] {
        replication.nodes.flatMap { node in
            [
                node.trouble.map { "\($0)." },
                node.missing > 0
                    ? "\(Figures.counted(node.missing, "acknowledged write")) missing on \(node.name)." : nil,
            ].compactMap(\.self)
        }
    }

    private static func shares(_ phases: [DemoReport.Phase]) -> [String] {
        phases.filter { $0.name == DemoPhase.allUp.rawValue }.flatMap { phase in
            guard phase.reads > 0 else { return ["No read was made in \(phase.name)."] }
            return phase.nodes.compactMap { node in
                guard abs(node.share - node.expectedShare) > allowedDeviation else { return nil }
                return
                    "\(node.name) served \(Figures.percent(node.share)) of the reads in \(phase.name), which is more "
                    + "than 3 percentage points from the \(Figures.percent(node.expectedShare)) of its weight."
            }
        }
    }

    private static func victim(_ findings: DemoFindings) -> [String] {
        guard let victim = findings.victim else { return [] }
        var reasons: [String] = []
        if victim.readsWhileDead > 0 {
            let reads = Figures.counted(victim.readsWhileDead, "read")
            reasons.append("\(victim.name) never stopped serving: \(reads) after its death.")
        }
        let back = findings.phases.first { $0.name == DemoPhase.replicaBack.rawValue }
        if back?.nodes.first(where: { $0.name == victim.name })?.reads ?? 0 == 0 {
            reasons.append("\(victim.name) never came back: it served no read after it was started again.")
        }
        return reasons
    }
}
