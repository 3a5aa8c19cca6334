// SPDX-License-Identifier: Apache-2.0

/// The picture of a phase under way, as lines of text.
struct LiveTable {
    /// One node at this moment, with what it has done since the phase began.
    struct Node {
        let name: String
        let role: String
        let state: String
        /// How far it is behind, in bytes of write-ahead log; `nil` where it is not known and for the primary.
        let lag: UInt64?
        let reads: Int
        let share: Double
        let expectedShare: Double
        let median: UInt64?
        let percentile99: UInt64?
    }

    let phase: String
    /// From 1 on.
    let number: Int
    let numberOfPhases: Int
    let secondsGone: Double
    let secondsInAll: Double
    let nodes: [Node]
    let writes: Int
    let failedReads: Int
    let failedWrites: Int
    let readRetries: Int

    /// - Parameter width: The columns of the terminal; no line is longer.
    func lines(width: Int, style: TextStyle) -> [String] {
        [progress(width, style), ""] + table(width).lines(width: width, style: style)
            + ["", String(totals.prefix(max(0, width)))]
    }

    private func progress(_ width: Int, _ style: TextStyle) -> String {
        let title = "\(phase) (\(number) of \(numberOfPhases))"
        let left = Figures.seconds(max(0, secondsInAll - secondsGone)) + " left"
        let room = min(50, width - title.count - left.count - 4)
        guard room >= 5 else { return String("\(title) \(left)".prefix(max(0, width))) }
        let part = secondsInAll > 0 ? min(max(secondsGone / secondsInAll, 0), 1) : 1
        let done = Int((part * Double(room)).rounded(.down))
        let bar = style.paint(String(repeating: "#", count: done), .good) + String(repeating: ".", count: room - done)
        return "\(style.paint(title, .heading)) [\(bar)] \(left)"
    }

    private func table(_ width: Int) -> TextTable {
        TextTable(
            columns: [
                .init("NODE", .left), .init("ROLE", .left, dropped: 2), .init("STATE", .left),
                .init("LAG", .right, dropped: 3), .init("READS", .right), .init("SHARE", .right),
                .init("EXPECTED", .right), .init("P50", .right),
                .init("P99", .right), .init("SHARE | EXPECTED", .left, dropped: 1),
            ],
            rows: nodes.map { node in
                [
                    .init(node.name), .init(Self.pad(node.role, to: 7)),
                    .init(Self.pad(node.state, to: 8), node.state == "up" ? .good : .bad),
                    .init(Self.lead(Figures.bytes(node.lag), to: 6)),
                    .init(Self.lead(Figures.grouped(node.reads), to: 9)),
                    .init(Self.lead(Figures.percent(node.share), to: 6)),
                    .init(Figures.percent(node.expectedShare)),
                    .init(Self.lead(Figures.latency(node.median), to: 7)),
                    .init(Self.lead(Figures.latency(node.percentile99), to: 7)),
                    .init(Self.gauge(node), .faint),
                ]
            }
        )
    }

    /// The share as a bar of 25 characters for all reads, with a mark where it is expected to end.
    private static func gauge(_ node: Node) -> String {
        let length = 25
        let end = Int((min(max(node.share, 0), 1) * Double(length)).rounded())
        let mark = min(length - 1, Int((min(max(node.expectedShare, 0), 1) * Double(length)).rounded()))
        return String((0..<length).map { $0 == mark ? "|" : $0 < end ? "=" : " " })
    }

    private var totals: String {
        let reads = nodes.reduce(0) { $0 + $1.reads }
        let pace = secondsGone > 0 ? Int(Double(reads) / secondsGone) : 0
        return "\(Figures.counted(reads, "read")) (\(Figures.grouped(pace))/s, \(Figures.grouped(failedReads)) failed)"
            + "  \(Figures.counted(writes, "write")) (\(Figures.grouped(failedWrites)) failed)"
            + "  \(Figures.grouped(readRetries)) retried"
    }

    // Columns keep their widths while the figures grow, so that nothing jumps about.
    private static func pad(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func lead(_ text: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
