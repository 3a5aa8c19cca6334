// SPDX-License-Identifier: Apache-2.0

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

/// The server of one node: launched, found again by its files, and ended. Keeps no state of its own.
struct NodeServer: Sendable {
    let layout: ClusterLayout
    let name: String
    let port: Int
    let timeout: Duration

    var dataDirectory: String { layout.dataDirectory(of: name) }
    var logFile: String { layout.logFile(of: name) }

    /// The number of the server's first process, if it runs: what `postmaster.pid` says, once it is clear that the
    /// process works in the data directory and is not another one that got the number since.
    var processID: Int32? {
        guard let file = PostmasterFile.read(dataDirectory: dataDirectory),
            let entry = ProcessTable.entry(of: file.processID), entry.activity != .zombie,
            ProcessTable.workingDirectory(of: file.processID) == dataDirectory
        else { return nil }
        return file.processID
    }

    var state: LocalNode.State {
        guard let processID, let entry = ProcessTable.entry(of: processID) else { return .stopped }
        return entry.activity == .stopped ? .paused : .running
    }

    /// Starts the server and waits until it takes connections.
    func start() async throws(ClusterError) -> ChildProcess {
        let offset = TextFile.size(of: logFile)
        let process: ChildProcess
        do {
            process = try await ChildProcess.launch(
                layout.binaries.path(of: "postgres"),
                arguments: ["-D", dataDirectory],
                directory: layout.directory,
                user: layout.serverUser,
                input: FileDescriptor.open("/dev/null", .readOnly, options: .closeOnExec),
                log: TextFile.open(logFile, options: [.create, .append], owner: layout.serverUser)
            )
        } catch {
            throw ClusterError(.startFailed, "The server \(name) could not be started: \(error).", node: name)
        }
        let isReady = try await poll(within: timeout) { () throws(ClusterError) -> Bool? in
            if let ending = process.ending { throw failure(ending: ending, logOffset: offset) }
            guard let file = PostmasterFile.read(dataDirectory: dataDirectory) else { return nil }
            return file.processID == process.id && file.port == port && file.isReady ? true : nil
        }
        guard isReady != nil else {
            _ = await ProcessTree(root: process.id).killAll(within: .seconds(10))
            await process.waitForExit()
            if Task.isCancelled { throw .startCancelled }
            throw ClusterError(
                .startTimedOut,
                "The server \(name) was not ready within \(timeout).",
                node: name,
                logTail: TextFile.tail(of: logFile, lines: 20, from: offset)
            )
        }
        return process
    }

    /// Asks the server to stop and waits until its process is gone.
    func stop(_ mode: ShutdownMode) async throws(ClusterError) {
        guard let processID else { throw notRunning }
        if state == .paused { try await resume() }
        let signal =
            switch mode {
            case .smart: SIGTERM
            case .fast: SIGINT
            case .immediate: SIGQUIT
            }
        kill(processID, signal)
        guard await poll(within: timeout, { self.processID == processID ? nil : true }) != nil else {
            throw timedOut("did not stop")
        }
    }

    func killAll() async throws(ClusterError) {
        guard let processID else { throw notRunning }
        guard await ProcessTree(root: processID).killAll(within: timeout) else { throw timedOut("was not gone") }
    }

    func pause() async throws(ClusterError) {
        guard let processID else { throw notRunning }
        guard await ProcessTree(root: processID).pause(within: timeout) else { throw timedOut("was not paused") }
    }

    func resume() async throws(ClusterError) {
        guard let processID else { throw notRunning }
        guard await ProcessTree(root: processID).resume(within: timeout) else { throw timedOut("was not resumed") }
    }

    private func failure(ending: String, logOffset: Int64) -> ClusterError {
        let tail = TextFile.tail(of: logFile, lines: 20, from: logOffset)
        if tail.contains(where: { $0.contains("Address already in use") }) {
            return ClusterError(
                .portInUse,
                "Port \(port) of \(ClusterLayout.loopback), which \(name) needs, is in use.",
                node: name,
                logTail: tail
            )
        }
        return ClusterError(
            .startFailed,
            "The server \(name) ended (\(ending)) before it was ready.",
            node: name,
            logTail: tail
        )
    }

    var notRunning: ClusterError {
        ClusterError(.notRunning, "The node \(name) is stopped; start it first.", node: name)
    }

    func timedOut(_ what: String) -> ClusterError {
        ClusterError(
            .timedOut,
            "The server \(name) \(what) within \(timeout).",
            node: name,
            logTail: TextFile.tail(of: logFile, lines: 20)
        )
    }
}
