// SPDX-License-Identifier: Apache-2.0

@testable import PGClusterTesting

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// The helper program that starts a cluster, in a process of its own, and can be ended in any way.
struct Holder {
    struct Missing: Error {}

    let process: ChildProcess
    private let output: String

    /// Returns when the helper has printed a line that begins with `line`, and the folder of its cluster.
    static func start(_ arguments: [String] = [], until line: String) async throws -> (holder: Holder, folder: String) {
        let output = try ClusterFolder.parent(nil) + "/holder-" + RandomText.folderSuffix()
        let process = try await ChildProcess.launch(
            program(),
            arguments: arguments,
            directory: "/",
            user: nil,
            input: .open("/dev/null", .readOnly, options: .closeOnExec),
            log: TextFile.open(output, options: [.create, .append], owner: nil)
        )
        let holder = Holder(process: process, output: output)
        defer { ClusterFolder.removeFile(output) }
        let folder = await poll(within: .seconds(30), every: .milliseconds(1)) { () -> String? in
            let lines = holder.lines
            guard lines.contains(where: { $0.hasPrefix(line) }) else { return nil }
            return lines.lazy.compactMap { $0.split(separator: " ").last.map(String.init) }.first {
                $0.contains("/" + ClusterLayout.folderPrefix)
            }
        }
        guard let folder else {
            kill(process.id, SIGKILL)
            throw Missing()
        }
        return (holder, folder)
    }

    func end(_ signal: Int32, wholeGroup: Bool = false) async {
        kill(wholeGroup ? -process.id : process.id, signal)
        await process.waitForExit()
    }

    private var lines: [String] { TextFile.tail(of: output, lines: 100) }

    /// The build puts it beside the test bundle, which on Darwin is a folder.
    private static func program() throws -> String {
        var path = CommandLine.arguments.first ?? ""
        #if os(Linux)
        path = ClusterFolder.resolve("/proc/self/exe") ?? path
        #endif
        while let slash = path.lastIndex(of: "/") {
            path = String(path[..<slash])
            if ClusterFolder.isExecutable(path + "/ClusterHolder") { return path + "/ClusterHolder" }
        }
        throw Missing()
    }
}
