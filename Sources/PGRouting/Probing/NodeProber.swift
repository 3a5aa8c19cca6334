// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import PGClient

/// Watches one node on a connection of its own: at intervals while it is up, with growing pauses while it is down, and
/// at once when the connection is lost. It is the only one that tries a node which is down.
struct NodeProber {
    let cluster: PGCluster
    let node: NodeRuntime
    /// Not those of the pools: a probe must not wait until a crowd of connections is open, or a caller's task that runs
    /// on a loop lets it go.
    let loops: PGEventLoopGroup

    /// Runs until the task is cancelled or the node leaves the cluster.
    func run() async {
        let watch = ConnectionWatch { [alarm = node.probeAlarm] in alarm.wake() }
        var connection: PGConnection?
        var connections = 0
        while !Task.isCancelled, !node.isRemoved {
            let start = cluster.now
            do throws(PGError) {
                if connection == nil {
                    connection = try await connect(watch)
                    connections += 1
                }
                guard let current = connection else { continue }
                let sent = cluster.now
                let deadline = ContinuousClock.now + cluster.configuration.probing.timeout
                guard let row = try await current.query(NodeObservation.query, deadline: deadline).first else {
                    throw PGError(.unsupported, "the server answered the probe with no row")
                }
                let roundTrip = sent.duration(to: cluster.now)
                let observation = try NodeObservation(row, connection: connections, roundTrip: roundTrip)
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

    private func connect(_ watch: ConnectionWatch) async throws(PGError) -> PGConnection {
        try await PGConnection.connect(node.probeConfiguration, on: loops, watch: watch, logger: cluster.logger)
    }
}
