// SPDX-License-Identifier: Apache-2.0

internal import PGClient
internal import ReplicaRouting

/// What a cluster knows of its nodes, behind its lock.
struct ClusterState: Sendable {
    private(set) var topology: Topology
    private var health: [NodeHealth]
    private var failures: [PGError?]
    private var nextProbes: [RoutingInstant]
    private var generator = RoutingGenerator()
    private var primaryLSN: LogSequenceNumber?

    /// Whether probers run. Without them nothing is ejected, since nobody would take it back.
    var isProbing = false

    /// Writers that wait for the primary to come back.
    private var waiters: [ObjectIdentifier: WakeableSleep] = [:]

    init(topology: Topology, backoff: Backoff) {
        self.topology = topology
        health = topology.nodes.map { _ in NodeHealth(backoff: backoff) }
        failures = topology.nodes.map { _ in nil }
        nextProbes = topology.nodes.map { _ in RoutingInstant() }
    }

    /// What a change of a node's health asks the cluster to do.
    enum Change: Sendable {
        case none
        case ejected
        case readmitted(wakes: [WakeableSleep])
    }

    /// A node failed under a read or a write.
    mutating func trafficFailed(at position: Int, _ error: PGError, now: RoutingInstant) -> Change {
        guard isProbing else { return .none }
        return handle(.trafficFailed(reason: error.message), at: position, error, now: now)
    }

    mutating func probeFailed(at position: Int, _ error: PGError, now: RoutingInstant) -> Change {
        handle(.probeFailed(reason: error.message), at: position, error, now: now)
    }

    /// - Parameter start: When the probe began: one that began before the node failed under traffic says nothing of now.
    mutating func probeSucceeded(
        at position: Int,
        _ observation: NodeObservation,
        start: RoutingInstant,
        now: RoutingInstant
    ) -> Change {
        if let downSince = health[position].downSince, start < downSince { return .none }
        let node = topology.nodes[position]
        if observation.role == .primary, node.role == .primary { primaryLSN = observation.writtenLSN }
        let lag = lag(of: observation)
        let change = handle(.probeSucceeded, at: position, nil, now: now)
        topology = topology.updating(node.id) { status in
            status.observedRole = observation.role
            status.lag = lag
        }
        return change
    }

    private func lag(of observation: NodeObservation) -> ReplicationLag? {
        switch observation.role {
        case .primary: nil
        case .replica: ReplicationLag.measured(primary: primaryLSN, standby: observation.replay)
        }
    }

    private mutating func handle(
        _ event: NodeHealth.Event,
        at position: Int,
        _ error: PGError?,
        now: RoutingInstant
    ) -> Change {
        let action = health[position].handle(event, at: now, using: &generator)
        failures[position] = error ?? (health[position].state == .up ? nil : failures[position])
        let id = topology.nodes[position].id
        switch action {
        case .none:
            return .none
        case .probeAgain(let instant):
            nextProbes[position] = instant
            publish(position, id)
            return .none
        case .eject(let instant):
            nextProbes[position] = instant
            publish(position, id)
            // How far behind it is by now, nobody knows.
            topology = topology.updating(id) { $0.lag = nil }
            return .ejected
        case .readmit:
            publish(position, id)
            defer { waiters = [:] }
            return .readmitted(wakes: Array(waiters.values))
        }
    }

    private mutating func publish(_ position: Int, _ id: NodeID) {
        topology = topology.updating(id) { health[position].apply(to: &$0) }
    }

    /// When the node that is down is to be probed next; `nil` while it is up.
    func nextProbe(at position: Int) -> RoutingInstant? {
        health[position].state == .up ? nil : nextProbes[position]
    }

    /// The error that made the node leave, or the latest since; `nil` while it is up.
    func failure(at position: Int) -> PGError? { failures[position] }

    mutating func addWaiter(_ waiter: WakeableSleep) { waiters[ObjectIdentifier(waiter)] = waiter }
    mutating func removeWaiter(_ waiter: WakeableSleep) { waiters[ObjectIdentifier(waiter)] = nil }

    /// A number in 0.9 ..< 1.1.
    mutating func jitter() -> Double { Double.random(in: 0.9..<1.1, using: &generator) }
}
