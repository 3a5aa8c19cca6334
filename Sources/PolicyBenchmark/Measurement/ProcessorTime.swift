// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The processor time of processes.
enum ProcessorTime {
    /// Of this process so far, user and system, all threads, in nanoseconds.
    static var ofThisProcess: UInt64 {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return 0 }
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Of everything that descends from a process, without itself, in nanoseconds. From `/proc`: `nil` elsewhere than on
    /// Linux.
    static func ofTree(below root: Int32) -> UInt64? {
        #if os(Linux)
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc") else { return nil }
        let entries = names.compactMap { Int32($0) }.compactMap { Entry($0) }
        let children = Dictionary(grouping: entries) { $0.parent }
        var found = children[root] ?? []
        var next = 0
        while next < found.count {
            found += children[found[next].id] ?? []
            next += 1
        }
        let ticks = found.reduce(0) { $0 + $1.ticks }
        let perSecond = UInt64(max(1, sysconf(Int32(_SC_CLK_TCK))))
        return ticks * (1_000_000_000 / perSecond)
        #else
        return nil
        #endif
    }

    private struct Entry {
        let id: Int32
        let parent: Int32
        let ticks: UInt64

        /// `pid (name) state parent ...`, see proc(5); the name may hold blanks and parentheses. The 14th and 15th are user
        /// and system time, the two after them those of ended children.
        init?(_ id: Int32) {
            guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
                let end = text.lastIndex(of: ")")
            else { return nil }
            let fields = text[text.index(after: end)...].split(separator: " ")
            guard fields.count > 14, let parent = Int32(fields[1]) else { return nil }
            self.id = id
            self.parent = parent
            ticks = fields[11...14].reduce(0) { $0 + (UInt64($1) ?? 0) }
        }
    }
}
