// SPDX-License-Identifier: Apache-2.0

extension ComparisonReport {
    /// The report as lines of plain text: for each scenario a table of medians and the verdicts.
    ///
    /// - Parameter width: How many characters a line of running text has at most. Tables are as wide as they need.
    public func text(width: Int = 100) -> String {
        var lines: [String] = []
        if isPartial { lines += ["PARTIAL: the comparison was broken off; rounds or scenarios are missing.", ""] }
        for scenario in scenarios {
            lines.append("\(scenario.title) (\(scenario.ground.rawValue))\(scenario.isPartial ? ", PARTIAL" : "")")
            lines += Self.aligned(scenario.table)
            for verdict in scenario.verdicts { lines += Self.wrapped(verdict.sentence, width: width) }
            lines.append("")
        }
        if let caveat { lines += [caveat, ""] }
        return lines.joined(separator: "\n")
    }

    private static func aligned(_ table: [[String]]) -> [String] {
        guard let heading = table.first else { return [] }
        let widths = heading.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
        return table.map { row in
            let cells = row.enumerated().map { column, text in
                let space = String(repeating: " ", count: widths[column] - text.count)
                return column == 0 ? text + space : space + text
            }
            return "  " + cells.joined(separator: "  ")
        }
    }

    private static func wrapped(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = "  "
        for word in text.split(separator: " ") {
            if line.count + word.count + 1 > max(width, 20), line.count > 2 {
                lines.append(line)
                line = "  "
            }
            line += (line.count > 2 ? " " : "") + word
        }
        return lines + [line]
    }
}

extension ScenarioReport {
    /// The medians of each policy, with a heading.
    var table: [[String]] {
        var heading = ["policy", "reads/s", "p50", "p99", "p99.9"]
        if goal != nil { heading.append("in time") }
        heading += ["failed", "retries", "stale", "primary"]
        if hasClientTime { heading.append("CPU/read") }
        if hasFaultTimes { heading += ["notice", "take back"] }
        return [heading] + policies.map(row)
    }

    /// Whether the processor time of the client is known.
    var hasClientTime: Bool {
        policies.contains { $0.rounds.contains { $0.clientMicrosecondsPerRead != nil } }
    }

    private var hasFaultTimes: Bool {
        policies.contains {
            $0.rounds.contains { $0.faults.contains { !$0.toNotice.isEmpty || !$0.toTakeBack.isEmpty } }
        }
    }

    private func row(_ outcome: PolicyOutcome) -> [String] {
        func median(_ value: (Round) -> Double?, _ text: (Double) -> String) -> String {
            outcome.spread(of: value).map { text($0.median) } ?? "–"
        }
        var cells = [
            outcome.policy,
            median({ $0.throughput }, { Figure.fixed($0, decimals: 0) }),
            median({ $0.p50 }, Figure.time),
            median({ $0.p99 }, Figure.time),
            median({ $0.p999 }, Figure.time),
        ]
        if goal != nil { cells.append(median(\.partInTime, Figure.percent)) }
        cells += [
            median(\.failedShare, Figure.percent),
            median({ Double($0.retries) }, { Figure.fixed($0, decimals: 0) }),
            median(\.staleShare, Figure.percent),
            median(\.primaryShareOfReads, Figure.percent),
        ]
        if hasClientTime { cells.append(median(\.clientMicrosecondsPerRead) { Figure.time($0 / 1_000) }) }
        guard hasFaultTimes else { return cells }
        let notice = Spread(outcome.rounds.flatMap { $0.faults.flatMap(\.toNotice) })
        let back = Spread(outcome.rounds.flatMap { $0.faults.flatMap(\.toTakeBack) })
        return cells + [notice, back].map { $0.map { Figure.time($0.median) } ?? "–" }
    }
}
