// SPDX-License-Identifier: Apache-2.0

/// A chart as an SVG file with everything in it: it fetches nothing, has a ground of its own, and is light or dark as its
/// reader's system is.
public struct StandaloneChart: Sendable, Hashable {
    /// The name of the scenario and what is shown, fit for a file's name: `real-slow-latency`. No two charts of a report
    /// have the same.
    public let name: String

    /// The text of the file.
    public let svg: String
}

extension ComparisonReport {
    /// The charts of all scenarios, those that have something to show.
    public func standaloneCharts() -> [StandaloneChart] {
        var taken: Set<String> = []
        return scenarios.flatMap { scenario in
            let charts = scenario.charts()
            var name = Self.fileName(scenario.name)
            var number = 2
            while charts.contains(where: { taken.contains("\(name)-\($0.kind)") }) {
                name = "\(Self.fileName(scenario.name))-\(number)"
                number += 1
            }
            return charts.map { chart in
                taken.insert("\(name)-\(chart.kind)")
                return StandaloneChart(name: "\(name)-\(chart.kind)", svg: chart.standalone(under: scenario.title))
            }
        }
    }

    /// The name of a scenario, which may be the path of a file, without what a file's name is better without.
    private static func fileName(_ name: String) -> String {
        var text = ""
        for character in name.hasSuffix(".json") ? name.dropLast(5) : name[...] {
            if character.isASCII, character.isLetter || character.isNumber || character == "_" {
                text.append(character)
            } else if !text.isEmpty, text.last != "-" {
                text.append("-")
            }
        }
        while text.last == "-" { text.removeLast() }
        return text.isEmpty ? "scenario" : text
    }
}

extension Figured {
    /// The drawing on a ground of its own, under the titles of the scenario and of the chart.
    fileprivate func standalone(under scenario: String) -> String {
        let margin = 16.0
        let top = 62.0
        var parts = ""
        var size = (width: 0.0, height: 0.0)
        func place(_ canvas: Canvas, _ x: Double, _ y: Double) {
            parts += "<g transform=\"translate(\(Canvas.number(x)) \(Canvas.number(y)))\">\(canvas.marks)</g>"
            size = (max(size.width, x + canvas.width), max(size.height, y + canvas.height))
        }
        let label: String
        switch drawings {
        case .either(let wide, _):
            label = wide.label
            place(wide.canvas, margin, top)
        case .panels(let panels, let legend):
            label = "\(scenario): \(title)"
            place(Self.canvas(of: legend, width: 720), margin, top - 8)
            for (index, panel) in panels.enumerated() {
                let x = margin + Double(index % 2) * (panel.canvas.width + 32)
                place(panel.canvas, x, top + 20 + Double(index / 2) * (panel.canvas.height + 8))
            }
        }
        var head = Canvas(width: 0, height: 0)
        head.text(scenario, margin, 28, "heading")
        head.text(title, margin, 47, "unit")
        let (width, height) = (Canvas.number(size.width + margin), Canvas.number(size.height + margin))
        let box = "width=\"\(width)\" height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\""
        let name = HTML.escaped(label)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" \(box) role="img" aria-label="\(name)">
            <title>\(name)</title>
            <style>\(Stylesheet.standalone)</style>
            <rect class="ground" width="\(width)" height="\(height)" rx="8"/>
            \(head.marks)\(parts)
            </svg>

            """
    }

    private static func canvas(of legend: [(kind: LegendKey, name: String)], width: Double) -> Canvas {
        var canvas = Canvas(width: width, height: 20)
        var x = 0.0
        for entry in legend {
            switch entry.kind {
            case .line(let style): canvas.line(x, 10, x + 16, 10, style)
            case .area(let style): canvas.rect(x, 3, 16, 14, style)
            }
            canvas.text(entry.name, x + 22, 14, "label")
            x += 44 + Double(entry.name.count) * 6.6
        }
        return canvas
    }
}
