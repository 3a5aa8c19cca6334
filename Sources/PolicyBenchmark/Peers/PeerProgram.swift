// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A program that stands between, started by this process and gone with it, however it ends.
final class PeerProgram {
    private let process: Process
    /// While it is open the program runs.
    private let leash: Pipe
    private let log: String

    /// Waits for the end of its input, which comes when the parent is gone, too; then ends the program. Ctrl-C reaches
    /// it as well, and is left to the parent.
    private static let keeper = """
        trap '' INT HUP QUIT
        "$@" & child=$!
        read -r line
        kill -TERM "$child" 2>/dev/null
        (sleep 2 & nap=$!; trap 'kill "$nap"; exit' TERM; wait "$nap"; kill -KILL "$child" 2>/dev/null) & timer=$!
        wait "$child"
        kill "$timer" 2>/dev/null
        """

    /// - Parameters:
    ///   - owner: Whom the program runs as, where this process is root; two of the three refuse to be root.
    init(_ path: String, arguments: [String], folder: String, owner: FolderOwner?) throws {
        log = folder + "/log"
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        guard let output = FileHandle(forWritingAtPath: log) else {
            throw PolicyBenchmarkError(.file, "\(log) cannot be written.")
        }
        var command = [path] + arguments
        if let owner {
            command =
                ["/usr/bin/setpriv", "--reuid=\(owner.user)", "--regid=\(owner.group)", "--clear-groups", "--"]
                + command
        }
        leash = Pipe()
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", Self.keeper, "sh"] + command
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"]
        process.standardInput = leash
        process.standardOutput = output
        process.standardError = output
        do {
            try Self.withoutBlockedSignals { try process.run() }
        } catch {
            throw PolicyBenchmarkError(.peer, "\(path) could not be started: \(error.localizedDescription)")
        }
    }

    /// The processor time so far of the program and all its processes, in nanoseconds; `nil` where the system does not say.
    var processorTime: UInt64? { ProcessorTime.ofTree(below: process.processIdentifier) }

    /// The last lines that it printed.
    var lastWords: String {
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(5).joined(separator: "; ")
    }

    /// Ends it, and returns when it is gone.
    func end() async {
        try? leash.fileHandleForWriting.close()
        // The keeper gives the program two seconds.
        let deadline = ContinuousClock.now + .seconds(5)
        while process.isRunning {
            if ContinuousClock.now > deadline { kill(process.processIdentifier, SIGKILL) }
            await Self.pause()
        }
    }

    /// Children inherit what this thread blocks, and tasks may run on threads that block nearly everything: a shell would
    /// then never learn that its child has ended.
    private static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
        var none = sigset_t()
        var former = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &former)
        defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
        try body()
    }

    /// Out of reach of a cancellation, which must not cut the end short.
    private static func pause() async {
        await Task { try? await Task.sleep(for: .milliseconds(20)) }.value
    }
}

/// Whom a folder belongs to.
struct FolderOwner: Sendable {
    let user: Int
    let group: Int

    /// `nil` where this process is not root, and so runs everything as itself.
    init?(of folder: String) throws {
        let facts = try FileManager.default.attributesOfItem(atPath: folder)
        guard let user = facts[.ownerAccountID] as? NSNumber, let group = facts[.groupOwnerAccountID] as? NSNumber,
            geteuid() == 0, user.intValue != 0
        else { return nil }
        self.user = user.intValue
        self.group = group.intValue
    }
}
