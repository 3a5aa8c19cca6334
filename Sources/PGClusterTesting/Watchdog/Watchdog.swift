// SPDX-License-Identifier: Apache-2.0

import Subprocess

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

/// A small child process that ends the cluster when this process is gone.
///
/// It reads from a pipe whose other end is in this process alone, closed on exec. The kernel closes that end however
/// this process ends, and reading then comes to an end. It has a session of its own, so that a signal to this
/// process's group, or Ctrl-C, does not reach it.
actor Watchdog {
    private let process: ChildProcess
    private var heldEnd: FileDescriptor?

    private init(process: ChildProcess, heldEnd: FileDescriptor) {
        self.process = process
        self.heldEnd = heldEnd
    }

    static func start(directory: String, keepsFiles: Bool) async throws(ClusterError) -> Watchdog {
        do {
            let (reading, held) = try closedOnExecPipe()
            do {
                let process = try await ChildProcess.launch(
                    "/bin/sh",
                    arguments: ["-c", WatchdogScript.text, "replica-cluster-watchdog", directory]
                        + [keepsFiles ? "keep" : "remove"],
                    directory: "/",
                    user: nil,
                    input: reading,
                    log: FileDescriptor.open("/dev/null", .writeOnly, options: .closeOnExec)
                )
                return Watchdog(process: process, heldEnd: held)
            } catch {
                try? held.close()
                throw error
            }
        } catch {
            throw ClusterError(.commandFailed, "The watchdog of the cluster could not be started: \(error).")
        }
    }

    /// Lets the watchdog end the cluster now, and waits for that, half a minute at most: it goes on by itself. Does
    /// nothing the second time.
    func release() async {
        guard let end = heldEnd else { return }
        heldEnd = nil
        try? end.close()
        // A child of this process that was forked and not yet made another program would hold the pipe open.
        if await poll(within: .seconds(2), { process.ending }) == nil { kill(process.id, SIGUSR1) }
        if await poll(within: .seconds(30), { process.ending }) != nil { await process.waitForExit() }
    }

    /// Sends the watchdog away; the cluster goes on.
    func dismiss() async {
        guard let end = heldEnd else { return }
        heldEnd = nil
        if process.ending == nil { kill(process.id, SIGKILL) }
        await process.waitForExit()
        try? end.close()
    }

    /// Closed on exec from the beginning where the system can do that: no other child that is started at the same
    /// moment may inherit the end that is held here.
    private static func closedOnExecPipe() throws -> (reading: FileDescriptor, held: FileDescriptor) {
        #if canImport(Darwin)
        let (reading, held) = try FileDescriptor.pipe()
        for end in [reading, held] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
        return (reading, held)
        #else
        let (reading, held) = try FileDescriptor.pipe(options: .closeOnExec)
        return (reading, held)
        #endif
    }
}
