// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension LocalCluster {
    /// Makes a node slow until the calling task is cancelled: its processes run for a part of each period only and are
    /// stopped (SIGSTOP) for the rest, as those of a container are that has used up its quota of processor time.
    ///
    /// When it returns the processes run again. New processes of the node are found within a quarter of a second. Do not
    /// pause, resume, stop or kill the same node meanwhile.
    ///
    /// - Parameters:
    ///   - name: The node.
    ///   - share: The part of the time in which it runs, above 0 and below 1.
    ///   - period: At least 2 ms. Default: 50 ms.
    /// - Throws: ``ClusterError``: `unknownNode`, `notRunning`, `invalidConfiguration`.
    public nonisolated func throttle(
        _ name: String,
        to share: Double,
        period: Duration = .milliseconds(50)
    ) async throws(ClusterError) {
        let server = server(of: try node(named: name))
        guard share > 0, share < 1, period >= .milliseconds(2) else {
            throw ClusterError(
                .invalidConfiguration,
                "A node cannot run for \(share) of \(period); valid are shares between 0 and 1, of 2 ms or more.",
                node: name
            )
        }
        guard let processID = server.processID, let root = ProcessTable.entry(of: processID)?.identity else {
            throw server.notRunning
        }
        var members: [ProcessEntry.Identity] = []
        var nextLook = ContinuousClock.now
        while !Task.isCancelled, root.isAlive {
            if ContinuousClock.now >= nextLook {
                members = ProcessTree(root: processID).members().map(\.identity)
                nextLook = .now + .milliseconds(250)
            }
            members.forEach { $0.signal(SIGSTOP) }
            try? await Task.sleep(for: period * (1 - share))
            members.forEach { $0.signal(SIGCONT) }
            try? await Task.sleep(for: period * share)
        }
    }
}

extension ProcessEntry.Identity {
    /// A number that was given to another process since is left alone.
    fileprivate func signal(_ number: Int32) {
        if isAlive { kill(id, number) }
    }
}
