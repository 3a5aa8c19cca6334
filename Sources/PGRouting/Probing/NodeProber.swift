// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import PGClient

/// Watches one node on a connection of its own: at intervals while it is up, with growing pauses while it is down. It is
/// the only one that tries a node which is down.
struct NodeProber {
    let cluster: PGCluster
    let node: NodeRuntime

    /// Runs until the task is cancelled or the node leaves the cluster.
    func run() async {
        var connection: PGConnection?
        while !Task.isCancelled, !node.isRemoved {
            let start = cluster.now
            do throws(PGError) {
                if connection == nil { connection = try await connect() }
                guard let current = connection else { continue }
                let deadline = ContinuousClock.now + cluster.configuration.probing.timeout
                let sent = cluster.now
                guard let row = try await current.query(NodeObservation.query, deadline: deadline).first else {
                    throw PGError(.unsupported, "the server answered the probe with no row")
                }
                let observation = try NodeObservation(row, roundTrip: sent.duration(to: cluster.now))
                cluster.probeSucceeded(on: node, observation, start: start)
            } catch {
                connection?.close()
                connection = nil
                if error.code != .cancelled { cluster.probeFailed(on: node, error) }
            }
            await node.probeAlarm.sleep(until: cluster.nextProbe(of: node))
        }
        connection?.close()
    }

    private func connect() async throws(PGError) -> PGConnection {
        try await PGConnection.connect(node.probeConfiguration, on: cluster.group, logger: cluster.logger)
    }
}
