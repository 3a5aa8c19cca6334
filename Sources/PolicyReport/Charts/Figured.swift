// SPDX-License-Identifier: Apache-2.0

/// A chart with what is to be read beside it.
struct Figured {
    /// What it shows, as part of an id: `latency`.
    let kind: String
    let title: String
    /// In HTML.
    let caption: String
    let drawings: Drawings

    /// A drawing with a name for those who do not see it.
    struct Drawing {
        let canvas: Canvas
        let label: String
    }

    enum Drawings {
        /// The same for wide and for narrow screens.
        case either(wide: Drawing, narrow: Drawing)
        /// One for each policy, beside each other where there is room. What the legend says stands in the caption, too.
        case panels([Drawing], legend: [(kind: LegendKey, name: String)])
    }

    /// What a legend shows beside a name.
    enum LegendKey {
        /// A line of some style.
        case line(String)
        /// An area of some style.
        case area(String)
    }

    /// What stands in a page.
    var svg: String {
        switch drawings {
        case .either(let wide, let narrow):
            wide.canvas.svg(wide.label, style: "wide") + narrow.canvas.svg(narrow.label, style: "narrow")
        case .panels(let panels, _):
            "<div class=\"panels\">" + panels.map { $0.canvas.svg($0.label, style: "panel") }.joined() + "</div>"
        }
    }
}
