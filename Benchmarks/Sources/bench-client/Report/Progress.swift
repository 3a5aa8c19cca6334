// SPDX-License-Identifier: Apache-2.0

import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// How far a run is, on standard error: one line that is written over in a terminal, else a line now and then.
final class Progress: Sendable {
    private let total: Int
    private let isTerminal = isatty(2) == 1
    private let done = Atomic<Int>(0)

    init(total: Int) {
        self.total = total
    }

    /// Another slice begins.
    func step(_ text: String) {
        let done = done.wrappingAdd(1, ordering: .relaxed).newValue
        let width = 24
        let filled = total == 0 ? width : width * done / total
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: max(0, width - filled))
        if isTerminal {
            write("\r\u{1b}[K[\(bar)] \(done)/\(total) \(text)")
        } else if done == total || done % max(1, total / 20) == 1 {
            write("[\(bar)] \(done)/\(total) \(text)\n")
        }
    }

    /// A line of its own.
    func note(_ text: String) {
        write((isTerminal ? "\r\u{1b}[K" : "") + text + "\n")
    }

    /// Leaves the line that was written over.
    func end() {
        if isTerminal { write("\r\u{1b}[K") }
    }

    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { systemWrite(2, $0.baseAddress, $0.count) }
    }
}

private let systemWrite: @Sendable (Int32, UnsafeRawPointer?, Int) -> Int = { descriptor, bytes, count in
    write(descriptor, bytes, count)
}
