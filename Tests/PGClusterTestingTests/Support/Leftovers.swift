// SPDX-License-Identifier: Apache-2.0

@testable import PGClusterTesting

/// What is still there of a cluster that should be gone.
struct Leftovers: Equatable, CustomStringConvertible {
    var folder: [String] = []
    var processes: [String] = []

    static let none = Leftovers()

    var description: String { "folder: \(folder), processes: \(processes)" }

    /// Every process counts that works in the folder or names it on its command line: servers, tools, the watchdog.
    static func of(_ directory: String) -> Leftovers {
        let processes = ProcessTable.entries().filter { $0.activity != .zombie }.compactMap { entry -> String? in
            let place = ProcessTable.workingDirectory(of: entry.id) ?? ""
            let commandLine = (try? TextFile.read("/proc/\(entry.id)/cmdline")) ?? ""
            guard place.hasPrefix(directory) || commandLine.contains(directory) else { return nil }
            return "\(entry.id) \(commandLine.prefix(80))"
        }
        return Leftovers(folder: ClusterFolder.exists(directory) ? [directory] : [], processes: processes)
    }

    /// For ends that nobody waits for.
    static func of(_ directory: String, within timeout: Duration) async -> Leftovers {
        _ = await poll(within: timeout, every: .milliseconds(50)) { of(directory) == none ? true : nil }
        return of(directory)
    }
}
