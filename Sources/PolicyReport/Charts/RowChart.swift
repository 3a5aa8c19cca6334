// SPDX-License-Identifier: Apache-2.0

/// A chart with a row for each policy over one horizontal axis. It is drawn twice, for wide and for narrow screens, so that
/// its text has the same size on both.
struct RowChart {
    /// What is drawn into a row: the canvas, the place of a value, and the middle of the row.
    typealias Draw = (inout Canvas, (Double) -> Double, Double) -> Void

    let label: String
    let rows: [String]
    let axis: (_ isWide: Bool) -> Axis
    let unit: String
    let tick: (Double) -> String
    let draw: (_ row: Int) -> Draw

    /// The marks of the legend: shape, style and name.
    var legend: [(shape: Int, style: String, name: String)] = []

    /// A value to be marked by a line through all rows.
    var reference: Double?

    var drawings: Figured.Drawings {
        .either(
            wide: Figured.Drawing(canvas: canvas(isWide: true), label: label),
            narrow: Figured.Drawing(canvas: canvas(isWide: false), label: label)
        )
    }

    private func canvas(isWide: Bool) -> Canvas {
        let width = isWide ? 720.0 : 340.0
        let left = isWide ? 138.0 : 10.0
        let right = width - 26
        let rowHeight = isWide ? 30.0 : 44.0
        let legendLines = legendLines(width: width - left)
        let top = 8.0 + Double(legendLines.count) * 20
        let bottom = top + Double(rows.count) * rowHeight + 4
        var canvas = Canvas(width: width, height: bottom + 40)
        let axis = axis(isWide)
        let place = { (value: Double) in left + axis.place(value) * (right - left) }
        for (index, line) in legendLines.enumerated() {
            for entry in line {
                canvas.mark(entry.shape, left + entry.x + 6, 10 + Double(index) * 20, entry.style)
                canvas.text(entry.name, left + entry.x + 17, 14 + Double(index) * 20, "label")
            }
        }
        for value in axis.ticks {
            canvas.line(place(value), top, place(value), bottom, "grid")
            canvas.text(tick(value), place(value), bottom + 16, "tick", .middle)
        }
        if let reference { canvas.line(place(reference), top, place(reference), bottom, "reference") }
        canvas.text(unit, (left + right) / 2, bottom + 34, "unit", .middle)
        for (index, name) in rows.enumerated() {
            let rowTop = top + Double(index) * rowHeight
            let middle = isWide ? rowTop + rowHeight / 2 : rowTop + 30
            if isWide {
                canvas.text(name, left - 10, middle + 4, "row", .end)
            } else {
                canvas.text(name, left, rowTop + 15, "row")
            }
            draw(index)(&canvas, place, middle)
        }
        return canvas
    }

    private func legendLines(width: Double) -> [[(shape: Int, style: String, name: String, x: Double)]] {
        var lines: [[(shape: Int, style: String, name: String, x: Double)]] = []
        var x = width
        for entry in legend {
            let size = 30 + Double(entry.name.count) * 6.6
            if x + size > width {
                lines.append([])
                x = 0
            }
            lines[lines.count - 1].append((entry.shape, entry.style, entry.name, x))
            x += size
        }
        return lines
    }
}
