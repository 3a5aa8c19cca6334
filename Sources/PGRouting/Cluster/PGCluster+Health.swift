// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import PGClient
internal import ReplicaRouting
internal import Synchronization

extension PGCluster {
    /// Takes note of an error that a read or a write met on a node.
    func noteTrafficFailure(on node: NodeRuntime, _ error: PGError) {
        guard error.isServerFailure else { return }
        let change = state.withLock { $0.trafficFailed(on: node, error, now: now) }
        perform(change, on: node, error)
    }

    func probeSucceeded(on node: NodeRuntime, _ observation: NodeObservation, start: RoutingInstant) {
        let change = state.withLock { $0.probeSucceeded(on: node, observation, start: start, now: now) }
        perform(change, on: node, nil)
    }

    func probeFailed(on node: NodeRuntime, _ error: PGError) {
        let change = state.withLock { $0.probeFailed(on: node, error, now: now) }
        perform(change, on: node, error)
        // The others notice by themselves when they are lost, too; where the server is gone the next probe cannot connect.
        guard error.code != .connectionLost else { return }
        let reason = PGError(
            .connectionLost,
            "the node did not answer a probe: \(error.message)",
            server: node.id.rawValue,
            underlying: error
        )
        node.evictReads(reason)
    }

    /// When the node's prober is to look again.
    func nextProbe(of node: NodeRuntime) -> ContinuousClock.Instant {
        let (next, jitter) = state.withLock { ($0.nextProbe(of: node), $0.jitter()) }
        return next.map(instant) ?? .now + configuration.probing.interval * jitter
    }

    private func perform(_ change: ClusterState.Change, on node: NodeRuntime, _ error: PGError?) {
        switch change {
        case .none:
            break
        case .ejected:
            logger.warning(
                "node ejected",
                metadata: ["node": "\(node.id)", "reason": "\(error.map(String.init(describing:)) ?? "unknown")"]
            )
            node.probeAlarm.wake()
        case .held(let primary):
            logger.notice(
                "node answers and is catching up",
                metadata: ["node": "\(node.id)", "reason": "\(topology.status(of: node.id)?.reason ?? "")"]
            )
            // Connections made since it came back are held by reads that were sent to it before.
            node.evictReads(PGError(.connectionLost, "the node is catching up", server: node.id.rawValue))
            node.serverIsBack()
            primary?.probeAlarm.wake()
        case .readmitted(let wakes):
            logger.notice("node readmitted", metadata: ["node": "\(node.id)"])
            node.serverIsBack()
            for waiter in wakes { waiter.wake() }
        }
    }
}

extension PGConnection {
    /// Whether an error that came while the connection was lent says something of its server. One that would mean a lost
    /// connection does not while this one is there: it comes from another server that the caller used, or from a commit
    /// that the caller called off.
    func tells(_ error: any Error) -> Bool {
        guard let error = error as? PGError else { return false }
        return error.isServerFailure ? isClosed : error.server == server
    }
}

extension PGError {
    /// Whether an error of a single statement may say something of its node. When a server that ends the session gives a
    /// reason, the connection is lost; what arrives as the answer to a statement was raised by it.
    var isOfNode: Bool { code != .server || mayBeRecoveryConflict }
}
