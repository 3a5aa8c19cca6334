// SPDX-License-Identifier: Apache-2.0

#if os(Linux)
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The processes of the system, from `/proc`.
enum ProcessTable {
    static func entries() -> [ProcessEntry] {
        ClusterFolder.names(in: "/proc").compactMap { Int32($0) }.compactMap { entry(of: $0) }
    }

    static func entry(of id: Int32) -> ProcessEntry? {
        (try? TextFile.read("/proc/\(id)/stat")).flatMap { parse($0, id: id) }
    }

    /// The folder the process works in, without links.
    static func workingDirectory(of id: Int32) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
            guard let start = buffer.baseAddress else { return nil }
            let count = readlink("/proc/\(id)/cwd", start, buffer.count)
            return count > 0 ? String(decoding: UnsafeRawBufferPointer(buffer).prefix(count), as: UTF8.self) : nil
        }
    }

    /// `pid (name) state parent ...`, see proc(5); the name may hold blanks and parentheses.
    static func parse(_ stat: String, id: Int32) -> ProcessEntry? {
        guard let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 19, let parent = Int32(fields[1]), let started = UInt64(fields[19]) else { return nil }
        let activity: ProcessEntry.Activity =
            switch fields[0] {
            case "T", "t": .stopped
            case "Z", "X": .zombie
            default: .active
            }
        return ProcessEntry(id: id, parent: parent, activity: activity, started: started)
    }
}
#endif
