// SPDX-License-Identifier: Apache-2.0

import Subprocess

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// A program that is run to its end.
struct Command: Sendable {
    let path: String
    let arguments: [String]
    /// What the program gets besides ``ChildEnvironment``; the place for passwords.
    var environment: [String: String] = [:]
    var input = ""
    var user: ServerUser?
    var directory: String?
    var node: String?

    init(_ path: String, _ arguments: [String]) {
        self.path = path
        self.arguments = arguments
    }

    private var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// Runs the program and returns what it printed. Cancelling the task kills the program.
    @discardableResult
    func run() async throws(ClusterError) -> String {
        let status: TerminationStatus
        let output: String
        do {
            var options = PlatformOptions()
            options.createSession = true
            let launch = ServerUser.launch(path, arguments, as: user, options: &options)
            let result = try await Subprocess.run(
                .path(FilePath(launch.path)),
                arguments: Arguments(launch.arguments),
                environment: ChildEnvironment.make(adding: environment),
                workingDirectory: directory.map { FilePath($0) },
                platformOptions: options,
                input: .string(input),
                output: .string(limit: 1 << 20),
                error: .combinedWithOutput
            )
            status = result.terminationStatus
            output = result.standardOutput
        } catch {
            if Task.isCancelled { throw .startCancelled }
            throw ClusterError(.commandFailed, "\(name) could not be run: \(error).", node: node)
        }
        guard status.isSuccess else {
            if Task.isCancelled { throw .startCancelled }
            let lines = output.split(whereSeparator: \.isNewline).suffix(20).map(String.init)
            throw ClusterError(.commandFailed, "\(name) failed (\(status)).", node: node, logTail: lines)
        }
        return output
    }
}

extension ClusterError {
    static let startCancelled = ClusterError(.cancelled, "The task was cancelled while the cluster was being set up.")
}
