// SPDX-License-Identifier: Apache-2.0

/// A drawing in SVG. Colours come from the page by class, so that it fits a light and a dark page.
struct Canvas {
    let width: Double
    var height: Double
    /// What has been drawn so far.
    private(set) var marks = ""

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    enum Anchor: String {
        case start, middle, end
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
        marks += "<line class=\"\(style)\" x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\"/>"
    }

    mutating func rect(
        _ x: Double,
        _ y: Double,
        _ width: Double,
        _ height: Double,
        _ style: String,
        title: String? = nil
    ) {
        let box = "x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(max(0, width)))\" height=\"\(n(height))\""
        marks += "<rect class=\"\(style)\" \(box)\(closing("rect", title))"
    }

    mutating func circle(_ x: Double, _ y: Double, _ radius: Double, _ style: String, title: String? = nil) {
        marks +=
            "<circle class=\"\(style)\" cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(radius))\"\(closing("circle", title))"
    }

    /// A mark of one of four shapes, so that they are told apart without colours: circle, diamond, square, triangle.
    mutating func mark(_ shape: Int, _ x: Double, _ y: Double, _ style: String, title: String? = nil) {
        let size = 5.0
        switch shape {
        case 0:
            circle(x, y, size, style, title: title)
        case 1:
            let points = [(x, y - size - 1), (x + size + 1, y), (x, y + size + 1), (x - size - 1, y)]
            polygon(points, style, title: title)
        case 2:
            rect(x - size + 0.5, y - size + 0.5, 2 * size - 1, 2 * size - 1, style, title: title)
        default:
            polygon([(x, y - size - 1), (x + size + 1, y + size), (x - size - 1, y + size)], style, title: title)
        }
    }

    private mutating func polygon(_ points: [(Double, Double)], _ style: String, title: String?) {
        marks += "<polygon class=\"\(style)\" points=\"\(Self.list(points))\"\(closing("polygon", title))"
    }

    mutating func path(_ points: [(Double, Double)], _ style: String, title: String? = nil) {
        guard points.count > 1 else { return }
        marks += "<polyline class=\"\(style)\" points=\"\(Self.list(points))\"\(closing("polyline", title))"
    }

    mutating func text(_ text: String, _ x: Double, _ y: Double, _ style: String, _ anchor: Anchor = .start) {
        let place = "x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor.rawValue)\""
        marks += "<text class=\"\(style)\" \(place)>\(HTML.escaped(text))</text>"
    }

    /// The drawing, with a name for those who do not see it.
    func svg(_ label: String, style: String) -> String {
        let box = "viewBox=\"0 0 \(n(width)) \(n(height))\""
        return "<svg class=\"\(style)\" \(box) role=\"img\" aria-label=\"\(HTML.escaped(label))\">\(marks)</svg>"
    }

    private func closing(_ element: String, _ title: String?) -> String {
        title.map { "><title>\(HTML.escaped($0))</title></\(element)>" } ?? "/>"
    }

    private static func list(_ points: [(Double, Double)]) -> String {
        points.map { "\(number($0.0)),\(number($0.1))" }.joined(separator: " ")
    }

    private func n(_ value: Double) -> String { Self.number(value) }

    /// A coordinate to a tenth.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        let tenths = Int((min(max(value, -1e6), 1e6) * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let rest = abs(tenths) % 10
        return sign + "\(abs(tenths) / 10)" + (rest == 0 ? "" : ".\(rest)")
    }
}
