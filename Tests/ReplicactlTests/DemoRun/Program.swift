// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The built `replicactl`, run with a temporary folder of its own.
final class Program {
    struct Missing: Error {}

    /// What is still there that should be gone.
    struct Leftovers: Equatable {
        var files: [String] = []
        var processes: [String] = []

        static let none = Leftovers()
    }

    let directory: String
    private let process = Process()
    private let exits: AsyncStream<Int32>

    /// - Parameter output: Where its standard output goes instead of into ``output``.
    init(_ arguments: [String], output: FileHandle? = nil) throws {
        // Not in TMPDIR, which the user that the servers run as may not be able to reach.
        directory = "/tmp/replicactl-test-" + UUID().uuidString
        let open: [FileAttributeKey: Any] = [.posixPermissions: 0o755]
        try FileManager.default.createDirectory(
            atPath: directory + "/clusters",
            withIntermediateDirectories: true,
            attributes: open
        )
        for name in ["out", "err"] { _ = FileManager.default.createFile(atPath: directory + "/" + name, contents: nil) }
        process.executableURL = URL(fileURLWithPath: try Self.path())
        process.arguments = arguments
        let environment = ["TMPDIR": directory + "/clusters"]
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output ?? FileHandle(forWritingAtPath: directory + "/out")
        process.standardError = FileHandle(forWritingAtPath: directory + "/err")
        let (exits, ended) = AsyncStream.makeStream(of: Int32.self)
        self.exits = exits
        process.terminationHandler = { process in
            ended.yield(process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus)
            ended.finish()
        }
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? FileManager.default.removeItem(atPath: directory)
    }

    var output: String { text("out") }
    var errors: String { text("err") }

    /// - Returns: The exit status, or the number of the signal that ended it, negative.
    func status() async -> Int32? {
        await exits.first { _ in true }
    }

    func send(_ signal: Int32) {
        kill(process.processIdentifier, signal)
    }

    /// Returns when the text is on standard error.
    func errors(contain text: String) async throws {
        for _ in 0..<3000 where process.isRunning {
            if errors.contains(text) { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        try #require(errors.contains(text))
    }

    /// Files in its temporary folder, and processes that work there or name it.
    var leftovers: Leftovers {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: directory + "/clusters")) ?? ["gone"]
        var processes: [String] = []
        #if os(Linux)
        let manager = FileManager.default
        for id in (try? manager.contentsOfDirectory(atPath: "/proc")) ?? [] where Int(id) != nil {
            let place = (try? manager.destinationOfSymbolicLink(atPath: "/proc/\(id)/cwd")) ?? ""
            let command = (try? String(contentsOfFile: "/proc/\(id)/cmdline", encoding: .utf8)) ?? ""
            if place.hasPrefix(directory) || command.contains(directory) { processes.append("\(id) \(command)") }
        }
        #endif
        return Leftovers(files: files, processes: processes)
    }

    private func text(_ name: String) -> String {
        (try? String(contentsOfFile: directory + "/" + name, encoding: .utf8)) ?? ""
    }

    /// The build puts it beside the test bundle, which on Darwin is a folder.
    private static func path() throws -> String {
        var place = URL(fileURLWithPath: CommandLine.arguments.first ?? "").standardizedFileURL
        #if os(Linux)
        place = URL(fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        #endif
        while place.path != "/" {
            place.deleteLastPathComponent()
            let candidate = place.appendingPathComponent("replicactl").path
            var isDirectory: ObjCBool = false
            if FileManager.default.fileExists(atPath: candidate, isDirectory: &isDirectory), !isDirectory.boolValue {
                return candidate
            }
        }
        throw Missing()
    }
}
