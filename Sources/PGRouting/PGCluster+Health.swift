// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import PGClient
internal import ReplicaRouting
internal import Synchronization

extension PGCluster {
    /// Takes note of an error that a read or a write met on a node.
    func noteTrafficFailure(at position: Int, _ error: PGError) {
        guard error.isServerFailure else { return }
        let change = state.withLock { $0.trafficFailed(at: position, error, now: now) }
        perform(change, at: position, error)
    }

    func probeSucceeded(at position: Int, _ observation: NodeObservation, start: RoutingInstant) {
        let change = state.withLock { $0.probeSucceeded(at: position, observation, start: start, now: now) }
        perform(change, at: position, nil)
    }

    func probeFailed(at position: Int, _ error: PGError) {
        let change = state.withLock { $0.probeFailed(at: position, error, now: now) }
        perform(change, at: position, error)
        let reason = PGError(
            .connectionLost,
            "the node did not answer a probe: \(error.message)",
            server: nodes[position].id.rawValue,
            underlying: error
        )
        nodes[position].evictReads(reason)
    }

    /// When the node's prober is to look again.
    func nextProbe(at position: Int) -> ContinuousClock.Instant {
        let (next, jitter) = state.withLock { ($0.nextProbe(at: position), $0.jitter()) }
        return next.map(instant) ?? .now + configuration.probing.interval * jitter
    }

    private func perform(_ change: ClusterState.Change, at position: Int, _ error: PGError?) {
        let node = nodes[position]
        switch change {
        case .none:
            break
        case .ejected:
            logger.warning(
                "node ejected",
                metadata: ["node": "\(node.id)", "reason": "\(error.map(String.init(describing:)) ?? "unknown")"]
            )
            node.probeAlarm.wake()
        case .readmitted(let wakes):
            logger.notice("node readmitted", metadata: ["node": "\(node.id)"])
            node.serverIsBack()
            for waiter in wakes { waiter.wake() }
        }
    }
}
