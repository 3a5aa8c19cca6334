// SPDX-License-Identifier: Apache-2.0

/// Long lines in pieces that fit a width.
enum TextWrap {
    /// Breaks a line at spaces. What follows a break is indented by two; a word that is too long stands by itself.
    static func lines(_ line: String, width: Int) -> [String] {
        guard line.count > width else { return [line] }
        var lines: [String] = []
        var current = String(line.prefix { $0 == " " })
        for word in line.split(separator: " ") {
            if !current.allSatisfy(\.isWhitespace), current.count + 1 + word.count > width {
                lines.append(current)
                current = "  " + word
            } else {
                current += (current.allSatisfy(\.isWhitespace) ? "" : " ") + word
            }
        }
        return lines + [current]
    }
}
