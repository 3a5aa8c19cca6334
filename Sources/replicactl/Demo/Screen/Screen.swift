// SPDX-License-Identifier: Apache-2.0

import CommandLineSupport
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Writes lines that stay and, at the foot of a terminal, a picture that is drawn anew in place.
final class Screen: Sendable {
    /// `nil` where there is no terminal to draw on.
    let terminal: Terminal?
    private let descriptor: Int32
    /// How many lines of the picture stand above the cursor.
    private let height = Mutex(0)

    /// - Parameter json: Standard output belongs to the JSON object; everything else goes to standard error.
    init(json: Bool) {
        let current = Terminal.current()
        terminal = json || !current.isLive ? nil : current
        descriptor = json ? 2 : 1
    }

    var style: TextStyle { terminal?.style ?? .plain }

    var width: Int { terminal?.size.columns ?? 80 }

    /// Writes a line that stays, above the picture.
    func say(_ line: String) { say([line]) }

    /// Writes lines that stay, above the picture. On a terminal long ones are broken at spaces.
    func say(_ lines: [String]) {
        let width = terminal?.size.columns ?? .max
        let text = lines.flatMap { TextWrap.lines($0, width: width) }.map { $0 + "\n" }.joined()
        height.withLock { height in
            write(Self.erasure(&height) + text)
        }
    }

    /// Draws the picture over the one before.
    func draw(_ lines: [String]) {
        guard let terminal else { return }
        // The cursor cannot go up past the first row, so a picture that is too high would leave traces.
        let shown = lines.prefix(max(0, terminal.size.rows - 1))
        height.withLock { height in
            let start = height == 0 ? Self.hiddenCursor : ""
            write(start + Self.erasure(&height) + shown.map { $0 + "\n" }.joined())
            height = shown.count
        }
    }

    /// Takes the picture away and shows the cursor again.
    func end() {
        guard terminal != nil else { return }
        height.withLock { height in
            write(Self.erasure(&height) + Self.shownCursor)
        }
    }

    // ECMA-48: cursor up, erase from the cursor to the end of the screen; and DEC's show and hide cursor.
    private static let hiddenCursor = "\u{1B}[?25l"
    private static let shownCursor = "\u{1B}[?25h"

    private static func erasure(_ height: inout Int) -> String {
        defer { height = 0 }
        return height == 0 ? "" : "\u{1B}[\(height)A\r\u{1B}[J"
    }

    private func write(_ text: String) {
        StandardOutput.write(text, to: descriptor)
    }
}
