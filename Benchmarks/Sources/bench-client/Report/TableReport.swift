// SPDX-License-Identifier: Apache-2.0

/// The results for people.
struct TableReport: Sendable {
    let text: String

    init(_ results: [GroupResult]) {
        var table = TextTable(
            header: ["case", "client", "conns", "queries/s", "/ c", "/ pgbench", "CPU us/query", "p50 us", "p99 us"],
            wordColumns: 2
        )
        var notes: [String] = []
        for result in results {
            for lane in result.group.lanes {
                let row = ResultRow(result, lane)
                table.rows.append([
                    row.benchmark, row.client, String(row.connections), Self.cell(row.perSecond, 0),
                    Self.cell(row.ratioToC, 2), Self.cell(row.ratioToPgbench, 2), Self.cell(row.cpuPerQuery, 1),
                    Self.cell(row.median, 0), Self.cell(row.percentile99, 0),
                ])
                if let note = Self.routing(result, lane) ?? Self.pipeline(result, lane) ?? Self.array(result, lane) {
                    notes.append(note)
                }
                if result.group.benchmark == .tasks1000, let note = Self.fairness(result, lane) { notes.append(note) }
            }
        }
        text = ([table.text] + notes).joined(separator: "\n")
    }

    private static func routing(_ result: GroupResult, _ lane: Lane) -> String? {
        guard lane.client.isRouted else { return nil }
        let bare = lane.client.prefersLoop ? ClientKind.loop : .global
        guard let ratio = result.ratio(lane, to: bare), ratio > 0 else { return nil }
        return
            "\(lane.client.rawValue): a read takes \((1 / ratio).formatted(places: 3)) times as long as on a "
            + "bare pool (\(bare.rawValue))"
    }

    private static func pipeline(_ result: GroupResult, _ lane: Lane) -> String? {
        guard lane.client.isMultiplexed, let ratio = result.ratio(lane, to: .cPipeline) else { return nil }
        return "\(lane.client.rawValue): \(ratio.formatted(places: 2)) of C in pipeline mode"
    }

    private static func array(_ result: GroupResult, _ lane: Lane) -> String? {
        guard lane.client == .loopArray, let ratio = result.ratio(lane, to: .cArray) else { return nil }
        return "\(lane.client.rawValue): \(ratio.formatted(places: 2)) of C that keeps its rows as well"
    }

    private static func fairness(_ result: GroupResult, _ lane: Lane) -> String? {
        let fewest = result.median(lane) { $0.fewest.map { Double($0) } }
        let most = result.median(lane) { $0.most.map { Double($0) } }
        let spread = result.median(lane) { report in
            guard let median = report.median, let high = report.percentile99, median > 0 else { return nil }
            return Double(high) / Double(median)
        }
        guard let fewest, let most, let spread else { return nil }
        return "tasks1000, \(lane.client.rawValue): p99 is \(spread.formatted(places: 1)) times the median; "
            + "a task ran \(Int(fewest)) to \(Int(most)) queries"
    }

    private static func cell(_ value: Double?, _ places: Int) -> String {
        value.map { $0.formatted(places: places) } ?? "-"
    }
}
