// SPDX-License-Identifier: Apache-2.0

/// Columns of text that fit a width: where there is little room the gaps shrink first, then whole columns go.
struct TextTable {
    enum Side { case left, right }

    struct Column {
        let title: String
        let side: Side
        /// The turn at which the column goes where there is no room for it, from 1 on; `nil` for never.
        let dropped: Int?

        init(_ title: String, _ side: Side, dropped: Int? = nil) {
            self.title = title
            self.side = side
            self.dropped = dropped
        }
    }

    struct Cell {
        let text: String
        let ink: TextStyle.Ink

        init(_ text: String, _ ink: TextStyle.Ink = .ordinary) {
            self.text = text
            self.ink = ink
        }
    }

    let columns: [Column]
    let rows: [[Cell]]

    /// The heading and the rows, none longer than `width` characters.
    func lines(width: Int, style: TextStyle) -> [String] {
        let (shown, gap) = layout(width)
        let heading = columns.map { Cell($0.title, .heading) }
        return ([heading] + rows).map { row in
            var left = max(0, width)
            var line = ""
            for (turn, position) in shown.enumerated() {
                let lead = String((turn == 0 ? "" : gap).prefix(left))
                let text = String(pad(row[position].text, at: position).prefix(left - lead.count))
                left -= lead.count + text.count
                line += lead + style.paint(text, row[position].ink)
            }
            return line
        }
    }

    private func layout(_ width: Int) -> (shown: [Int], gap: String) {
        var shown = Array(columns.indices)
        while true {
            let room = shown.reduce(0) { $0 + size(of: $1) }
            for gap in [2, 1] where room + gap * (shown.count - 1) <= width {
                return (shown, String(repeating: " ", count: gap))
            }
            let turns = shown.compactMap { columns[$0].dropped }
            guard let next = turns.min() else { return (shown, " ") }
            shown.removeAll { columns[$0].dropped == next }
        }
    }

    private func size(of position: Int) -> Int {
        rows.reduce(columns[position].title.count) { max($0, $1[position].text.count) }
    }

    private func pad(_ text: String, at position: Int) -> String {
        let space = String(repeating: " ", count: size(of: position) - text.count)
        return columns[position].side == .left ? text + space : space + text
    }
}
