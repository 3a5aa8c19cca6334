// SPDX-License-Identifier: Apache-2.0

/// How text stands out: by the terminal's colours, or not at all.
enum TextStyle: Sendable {
    case plain
    case coloured

    /// What a piece of text is.
    enum Ink: String, Sendable {
        case ordinary = ""
        case heading = "1"
        case good = "32"
        case bad = "31"
        case faint = "2"
    }

    /// The text with ECMA-48 "select graphic rendition" sequences around it. They take no room on the screen.
    func paint(_ text: String, _ ink: Ink) -> String {
        guard self == .coloured, ink != .ordinary, !text.isEmpty else { return text }
        return "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m"
    }
}
