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

/// How far the comparison is, on standard error: a bar that is drawn over in a terminal, else a line for each round.
final class RoundProgress: Sendable {
    private struct State {
        var done = 0
        var began: ContinuousClock.Instant?
    }

    private let total: Int
    private let isTerminal = isatty(2) == 1
    private let state = Mutex(State())

    init(total: Int) {
        self.total = total
    }

    /// Something is under way that is not worth a line of its own.
    func show(_ text: String) {
        if isTerminal { write("\r\u{1B}[K\(text)") }
    }

    /// A line that stays.
    func note(_ text: String) {
        write((isTerminal ? "\r\u{1B}[K" : "") + text + "\n")
    }

    /// A round begins.
    func begin(_ text: String) {
        let (done, left) = state.withLock { state -> (Int, Duration?) in
            let began = state.began ?? .now
            state.began = began
            let left = state.done == 0 ? nil : began.duration(to: .now) / state.done * (total - state.done)
            return (state.done, left)
        }
        let remaining = left.map { ", about \($0.components.seconds) s left" } ?? ""
        let line = "\(Self.bar(done, of: total)) \(done)/\(total)\(remaining): \(text)"
        write(isTerminal ? "\r\u{1B}[K\(line.prefix(Self.columns - 1))" : line + "\n")
    }

    /// A round has ended.
    func finish() { state.withLock { $0.done += 1 } }

    /// Leaves the line that was drawn over.
    func end() {
        if isTerminal { write("\r\u{1B}[K") }
    }

    private static func bar(_ done: Int, of total: Int) -> String {
        let width = 24
        let filled = total == 0 ? width : width * done / total
        return "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled) + "]"
    }

    /// How wide the terminal is.
    private static var columns: Int {
        var size = winsize()
        guard ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 80 }
        return Int(size.ws_col)
    }

    private func write(_ text: String) { StandardOutput.write(text, to: 2) }
}
