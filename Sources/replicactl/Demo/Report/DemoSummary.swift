// SPDX-License-Identifier: Apache-2.0

/// The end of a demo in words.
enum DemoSummary {
    /// The node table of a phase.
    static func table(_ phase: DemoReport.Phase, width: Int, style: TextStyle) -> [String] {
        let table = TextTable(
            columns: [
                .init("NODE", .left), .init("ROLE", .left, dropped: 2), .init("WEIGHT", .right, dropped: 1),
                .init("READS", .right), .init("SHARE", .right), .init("EXPECTED", .right), .init("P50", .right),
                .init("P99", .right),
            ],
            rows: phase.nodes.map { node in
                [
                    .init(node.name), .init(node.role), .init(NodeWeights.text(of: node.weight)),
                    .init(Figures.grouped(node.reads)), .init(Figures.percent(node.share)),
                    .init(Figures.percent(node.expectedShare)), .init(Figures.latency(node.median)),
                    .init(Figures.latency(node.percentile99)),
                ]
            }
        )
        return table.lines(width: width, style: style)
    }

    /// What happened in a phase, in a line.
    static func line(_ phase: DemoReport.Phase) -> String {
        "\(phase.name) ended after \(Figures.seconds(phase.seconds)): \(Figures.counted(phase.reads, "read"))"
            + " (\(Figures.grouped(phase.failedReads)) failed), \(Figures.counted(phase.writes, "write"))"
            + " (\(Figures.grouped(phase.failedWrites)) failed)"
    }

    /// What was shown, and what was not.
    static func sentences(_ findings: DemoFindings) -> [String] {
        let reasons = DemoVerdict.reasons(against: findings)
        let reads = findings.phases.reduce(0) { $0 + $1.reads }
        let writes = findings.phases.reduce(0) { $0 + $1.writes }
        let failedWrites = findings.phases.reduce(0) { $0 + $1.failedWrites }
        let seconds = findings.phases.reduce(0) { $0 + $1.seconds }
        let nodes = findings.phases.first?.nodes.count ?? 0
        var lines = [
            "\(Figures.counted(reads, "read")) and \(Figures.counted(writes, "acknowledged write"))"
                + " in \(Figures.seconds(seconds)) over \(Figures.counted(nodes, "node"));"
                + " \(Figures.counted(findings.readRetries, "read")) tried again on another node,"
                + " \(Figures.counted(failedWrites, "failed write"))."
        ]
        guard reasons.isEmpty else {
            return lines + ["The demo has not shown what it is to show:"] + reasons.map { "  - \($0)" }
        }
        if let victim = findings.victim {
            lines.append("\(victim.name) was killed and came back, and no read failed.")
        } else {
            lines.append("No read failed.")
        }
        lines.append("With all nodes up, each served the share of its weight, within 3 percentage points.")
        lines.append("No acknowledged write is missing on any node.")
        return lines
    }
}
