// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting

/// The mirrors of a stack and how each stands, as lines of text.
struct MirrorTable {
    enum State {
        case waiting
        case probing(milliseconds: Double?)
        case reachable(milliseconds: Double?)
        case unreachable(reason: String, milliseconds: Double?)
    }

    struct Row {
        let mirror: StackMirror
        let state: State
        let isChosen: Bool
    }

    let rows: [Row]

    /// - Parameter width: The columns of the terminal; no line is longer.
    func lines(width: Int, style: TextStyle) -> [String] {
        let table = TextTable(
            columns: [
                .init(" ", .left), .init("ID", .right), .init("TITLE", .left),
                .init("TYPE", .right, dropped: 1), .init("STATE", .left), .init("TIME", .right), .init("REASON", .left),
            ],
            rows: rows.map { row in
                let (word, ink, time, reason) = Self.describe(row)
                return [
                    .init(row.isChosen ? ">" : " ", .good), .init("\(row.mirror.id)"),
                    .init(Printable.cut(Printable.text(row.mirror.title), to: 20), row.isChosen ? .heading : .ordinary),
                    .init("\(row.mirror.tileSourceType)"),
                    .init(Self.pad(word, to: 11), ink), .init(Self.lead(time, to: 7)),
                    .init(
                        Printable.cut(Printable.text(reason), to: max(30, width - Self.roomBeforeReason(rows))),
                        .faint
                    ),
                ]
            }
        )
        return table.lines(width: width, style: style)
    }

    private static func describe(_ row: Row) -> (word: String, ink: TextStyle.Ink, time: String, reason: String) {
        switch row.state {
        case .waiting: ("-", .faint, "", "")
        case .probing(let time): ("probing", .ordinary, text(time), "")
        case .reachable(let time): (row.isChosen ? "chosen" : "reachable", .good, text(time), "")
        case .unreachable(let reason, let time): ("unreachable", .bad, text(time), reason)
        }
    }

    /// The columns up to the reason at their widest gaps.
    private static func roomBeforeReason(_ rows: [Row]) -> Int {
        let ids = rows.reduce(2) { max($0, "\($1.mirror.id)".count) }
        let titles = rows.reduce(5) { max($0, min(20, $1.mirror.title.count)) }
        return 1 + ids + titles + 4 + 11 + 7 + 6 * 2
    }

    private static func text(_ milliseconds: Double?) -> String {
        milliseconds.map { Figures.latency(UInt64(max(0, min($0, 1e12)) * 1000)) } ?? ""
    }

    private static func pad(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func lead(_ text: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
