// SPDX-License-Identifier: Apache-2.0

/// Long lines in pieces that fit a width.
enum TextWrap {
    /// Breaks a line at spaces. What follows a break is indented by two; a word that is too long stands by itself.
    /// Gaps of several spaces stay as they are, and colours take no room.
    static func lines(_ line: String, width: Int) -> [String] {
        guard room(of: line) > width else { return [line] }
        var lines: [String] = []
        var current = String(line.prefix { $0 == " " })
        var rest = line.dropFirst(current.count)
        while !rest.isEmpty {
            let gap = rest.prefix { $0 == " " }
            let word = rest.dropFirst(gap.count).prefix { $0 != " " }
            rest = rest.dropFirst(gap.count + word.count)
            if word.isEmpty { break }
            if !current.allSatisfy(\.isWhitespace), room(of: current) + gap.count + room(of: word) > width {
                lines.append(current)
                current = "  " + word
            } else {
                current += gap + word
            }
        }
        return lines + [current]
    }

    /// How many columns a text takes on the screen: what ``TextStyle`` puts around it takes none.
    private static func room(of text: some StringProtocol) -> Int {
        var count = 0
        var isSequence = false
        for character in text {
            if isSequence {
                isSequence = character != "m"
            } else if character == "\u{1B}" {
                isSequence = true
            } else {
                count += 1
            }
        }
        return count
    }
}
