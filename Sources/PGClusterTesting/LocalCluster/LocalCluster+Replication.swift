// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension LocalCluster {
    /// Makes a replica take writes, and waits until it does. The other replicas go on following the old primary.
    ///
    /// - Throws: ``ClusterError``: `unknownNode`, `notRunning`, `commandFailed` (a node that is no standby).
    public func promote(_ name: String) async throws(ClusterError) {
        try await exclusively(name) { server throws(ClusterError) in
            guard server.state == .running else { throw server.notRunning }
            var promote = Command(
                server.layout.binaries.path(of: "pg_ctl"),
                ["promote", "-D", server.dataDirectory, "-w", "-t", "\(max(1, server.timeout.components.seconds))"]
            )
            promote.user = server.layout.serverUser
            promote.directory = server.layout.directory
            promote.node = server.name
            try await promote.run()
        }
    }

    /// Makes a replica lag: it applies a commit only when `delay` has passed since the primary made it
    /// (`recovery_min_apply_delay`). Zero ends that. What has been applied stays; a primary is not affected.
    ///
    /// A running server is told at once and confirms it in its log, which is waited for; a paused or stopped one
    /// takes notice when it goes on.
    ///
    /// - Parameters:
    ///   - delay: Whole milliseconds from 0 to 2,147,483,647 (24 days); a fraction is rounded down.
    ///   - name: The node.
    /// - Throws: ``ClusterError``: `unknownNode`, `invalidConfiguration`, `timedOut`, `fileSystem`.
    public func setApplyDelay(_ delay: Duration, of name: String) async throws(ClusterError) {
        let (seconds, attoseconds) = delay.components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        let milliseconds = overflow ? -1 : product + attoseconds / 1_000_000_000_000_000
        guard delay >= .zero, (0...Int64(Int32.max)).contains(milliseconds) else {
            throw ClusterError(
                .invalidConfiguration,
                "An apply delay of \(delay) is not valid; valid are 0 to 2,147,483,647 milliseconds.",
                node: name
            )
        }
        try await exclusively(name) { server throws(ClusterError) in
            try await server.setApplyDelay(milliseconds: milliseconds)
        }
    }
}

extension NodeServer {
    fileprivate func setApplyDelay(milliseconds: Int64) async throws(ClusterError) {
        let file = layout.applyDelayFile(of: name)
        let text = "recovery_min_apply_delay = '\(milliseconds)ms'\n"
        let before = (try? TextFile.read(file)) ?? "recovery_min_apply_delay = '0ms'\n"
        guard text != before else { return }
        try TextFile.write(text, to: file, owner: layout.serverUser)
        guard let processID else { return }
        let offset = TextFile.size(of: logFile)
        let isRunning = state == .running
        kill(processID, SIGHUP)
        guard isRunning else { return }
        let confirmation = "parameter \"recovery_min_apply_delay\" changed"
        let confirmed = await poll(within: timeout) {
            TextFile.tail(of: logFile, lines: 200, from: offset).contains { $0.contains(confirmation) } ? true : nil
        }
        guard confirmed != nil else { throw timedOut("did not confirm the apply delay") }
    }
}
