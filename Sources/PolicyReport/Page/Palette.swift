// SPDX-License-Identifier: Apache-2.0

/// The colours, each for a light and for a dark ground.
enum Palette: String, CaseIterable {
    case bg, ink, muted, grid, panel, hit, bad, shade, q0, q1, q2, q3, node, course, first, second, warn, warnbg

    var light: String {
        switch self {
        case .bg: "#fff"
        case .ink: "#1c2128"
        case .muted: "#59636e"
        case .grid: "#dfe3e8"
        case .panel: "#f5f7f9"
        case .hit: "#c2410c"
        case .bad: "#b91c1c"
        case .shade: "#fde8d8"
        case .q0: "#7db4f5"
        case .q1, .node: "#3d82e0"
        case .q2, .first: "#1d56b8"
        case .q3: "#0b2d66"
        case .course: "#9aa5b1"
        case .second: "#9cc3f0"
        case .warn: "#7a4d00"
        case .warnbg: "#fff3d1"
        }
    }

    var dark: String {
        switch self {
        case .bg: "#14181d"
        case .ink: "#e6e9ed"
        case .muted: "#a3adb8"
        case .grid: "#313942"
        case .panel: "#1d232a"
        case .hit: "#fb923c"
        case .bad: "#f87171"
        case .shade: "#3d2a1b"
        case .q0, .second: "#4674ad"
        case .q1: "#4f8fe0"
        case .q2: "#8dbbf5"
        case .q3: "#e3effe"
        case .node, .first: "#6ba5ee"
        case .course: "#6d7883"
        case .warn: "#ffd98a"
        case .warnbg: "#3a2f12"
        }
    }

    /// All of them as properties, `--ink:#1c2128`.
    static func properties(_ colour: (Palette) -> String) -> String {
        allCases.map { "--\($0.rawValue):\(colour($0))" }.joined(separator: ";")
    }

    /// The property that a page has for it.
    var property: String { "var(--\(rawValue))" }
}
