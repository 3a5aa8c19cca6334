// SPDX-License-Identifier: Apache-2.0

internal import PGClient
internal import ReplicaRouting

/// What a cluster knows of its nodes, behind its lock.
struct ClusterState: Sendable {
    /// What is known of one node's health.
    private struct Record: Sendable {
        var health: NodeHealth
        var catchUp: CatchUp
        /// The prober's session when the node last served reads.
        var session: NodeObservation.Session?
        var failure: PGError?
        var nextProbe = RoutingInstant()

        init(_ probing: PGProbeConfiguration) {
            health = NodeHealth(backoff: probing.backoff)
            catchUp = CatchUp(limit: probing.readmissionHold)
        }
    }

    private(set) var view: ClusterView
    private var records: [NodeID: Record] = [:]
    private let probing: PGProbeConfiguration
    private var generator = RoutingGenerator()
    private var primary: PrimaryPosition?
    /// Whether the primary has its weight only because there is no replica.
    private var primaryStandsIn: Bool
    private(set) var isShutDown = false

    /// Where new nodes are announced while probers run. Without them nothing is ejected, since nobody would take it back.
    private var arrivals: AsyncStream<NodeRuntime>.Continuation?

    /// Writers that wait for the primary to come back, and reads that wait for room or for a replica.
    private var waiters: [ObjectIdentifier: WakeableSleep] = [:]

    /// - Parameter primaryStandsIn: Whether the primary has its weight only until there is a replica with one.
    init(_ view: ClusterView, probing: PGProbeConfiguration, primaryStandsIn: Bool) {
        self.view = view
        self.probing = probing
        self.primaryStandsIn = primaryStandsIn
        for node in view.nodes { records[node.id] = Record(probing) }
    }

    var topology: Topology { view.topology }
    var isProbing: Bool { arrivals != nil }

    /// What a change of a node's health asks the cluster to do.
    enum Change: Sendable {
        case none
        case ejected
        /// It answers and is held; the primary is to be asked how far it has written.
        case held(primary: NodeRuntime?)
        case readmitted(wakes: [WakeableSleep])
    }

    // MARK: Health

    /// A node failed under a read or a write.
    mutating func trafficFailed(on node: NodeRuntime, _ error: PGError, now: RoutingInstant) -> Change {
        guard isProbing else { return .none }
        return handle(.trafficFailed(reason: error.message), on: node, error, now: now)
    }

    mutating func probeFailed(on node: NodeRuntime, _ error: PGError, now: RoutingInstant) -> Change {
        handle(.probeFailed(reason: error.message), on: node, error, now: now)
    }

    /// - Parameter start: When the probe began: one that began before the node failed under traffic says nothing of now.
    mutating func probeSucceeded(
        on node: NodeRuntime,
        _ observation: NodeObservation,
        start: RoutingInstant,
        now: RoutingInstant
    ) -> Change {
        guard let record = records[node.id] else { return .none }
        if let downSince = record.health.downSince, start < downSince { return .none }
        if node.role == .primary {
            // As a standby it says nothing of how far its own primary has written.
            let written = observation.role == .primary ? observation.writtenLSN : nil
            primary = written.map { PrimaryPosition(writtenLSN: $0, askedAt: start) }
        }
        let lag = lag(of: observation, now: now)
        let change = handle(judge(observation, of: node, now: now), on: node, nil, now: now)
        update(node.id) { status in
            status.observedRole = observation.role
            status.lag = lag
            status.recordProbe(observation.roundTrip)
        }
        return change
    }

    /// Whether the node may serve reads: one that is up, or is a primary, may; a standby that was away may have to
    /// wait.
    private mutating func judge(
        _ observation: NodeObservation,
        of node: NodeRuntime,
        now: RoutingInstant
    ) -> NodeHealth.Event {
        guard var record = records[node.id] else { return .probeSucceeded }
        defer { records[node.id] = record }
        let wasAway = record.health.state != .up && observation.session != record.session
        if wasAway, observation.role == .replica {
            let verdict = record.catchUp.judge(observation.replay, primary: primary, at: now)
            if case .hold(let goal) = verdict {
                return .answeredHeld(reason: goal.map { "catching up to \($0)" } ?? "catching up")
            }
        } else {
            record.catchUp.served(at: observation.position)
        }
        record.session = observation.session
        return .probeSucceeded
    }

    private func lag(of observation: NodeObservation, now: RoutingInstant) -> ReplicationLag? {
        guard observation.role == .replica else { return nil }
        if view.nodes.contains(where: { $0.role == .primary && records[$0.id]?.health.state == .up }) {
            return .measured(primary: primary?.writtenLSN, standby: observation.replay)
        }
        // While the primary does not answer nobody knows how far it has written: a standby that has replayed all that it was
        // last seen to write is behind by no more than the time since.
        var lag = ReplicationLag.measured(primary: nil, standby: observation.replay)
        if lag.time == nil, let primary, let replayed = observation.replay.replayedLSN, replayed >= primary.writtenLSN {
            lag.time = primary.askedAt.duration(to: now)
        }
        return lag
    }

    private mutating func handle(
        _ event: NodeHealth.Event,
        on node: NodeRuntime,
        _ error: PGError?,
        now: RoutingInstant
    ) -> Change {
        // One that has left the cluster has no record any more.
        guard var record = records[node.id] else { return .none }
        let former = record.health.state
        let action = record.health.handle(event, at: now, using: &generator)
        if record.health.state == .down { record.catchUp.lost() }
        record.failure = error ?? (record.health.state == .up ? nil : record.failure)
        switch action {
        case .none, .readmit: break
        case .probeAgain(let instant), .eject(let instant): record.nextProbe = instant
        }
        records[node.id] = record
        switch action {
        case .none:
            return .none
        case .probeAgain:
            publish(record.health, node.id)
            guard record.health.state == .catchingUp, former != .catchingUp else { return .none }
            return .held(primary: view.nodes.first { $0.role == .primary && $0.id != node.id })
        case .eject:
            publish(record.health, node.id)
            // How far behind it is by now, nobody knows.
            update(node.id) { $0.lag = nil }
            return .ejected
        case .readmit:
            publish(record.health, node.id)
            // What the failures counted as would keep a node that is back away from the reads for long.
            if let position = view.topology.position(of: node.id) { view.topology.loads[position].forget() }
            return .readmitted(wakes: takeWaiters())
        }
    }

    private mutating func publish(_ health: NodeHealth, _ id: NodeID) {
        update(id) { health.apply(to: &$0) }
    }

    private mutating func update(_ id: NodeID, _ change: (inout NodeStatus) -> Void) {
        view = ClusterView(view.topology.updating(id, change), view.nodes)
    }

    /// When the node that is down or catching up is to be probed next; `nil` while it is up.
    func nextProbe(of node: NodeRuntime) -> RoutingInstant? {
        records[node.id].flatMap { $0.health.state == .up ? nil : $0.nextProbe }
    }

    /// The error that made the node leave, or the latest since; `nil` while it is up.
    func failure(of node: NodeRuntime) -> PGError? { records[node.id]?.failure }

    // MARK: Who waits

    mutating func addWaiter(_ waiter: WakeableSleep) { waiters[ObjectIdentifier(waiter)] = waiter }
    mutating func removeWaiter(_ waiter: WakeableSleep) { waiters[ObjectIdentifier(waiter)] = nil }

    mutating func takeWaiters() -> [WakeableSleep] {
        defer { waiters = [:] }
        return Array(waiters.values)
    }

    /// A number in 0.9 ..< 1.1.
    mutating func jitter() -> Double { Double.random(in: 0.9..<1.1, using: &generator) }

    // MARK: Probers

    /// - Returns: The nodes to watch now, and those that come later.
    mutating func beginProbing() -> (nodes: [NodeRuntime], arrivals: AsyncStream<NodeRuntime>) {
        let (stream, continuation) = AsyncStream<NodeRuntime>.makeStream()
        arrivals?.finish()
        arrivals = continuation
        return (view.nodes, stream)
    }

    /// Nobody sees nodes come back from here on, and none is added.
    ///
    /// - Returns: Who waits, to be woken.
    mutating func shutDown() -> [WakeableSleep] {
        isShutDown = true
        arrivals?.finish()
        arrivals = nil
        return takeWaiters()
    }

    // MARK: Nodes that come and go

    /// - Throws: `RoutingError`; nothing has changed then.
    mutating func add(_ node: NodeRuntime, _ description: Node) throws(RoutingError) {
        var topology = try view.topology.adding(description)
        if primaryStandsIn, description.weight > 0, let primary = topology.primaryPosition {
            topology = try topology.reweighting(topology.nodes[primary].id, to: 0)
            primaryStandsIn = false
        }
        view = ClusterView(topology, view.nodes + [node])
        records[node.id] = Record(probing)
        arrivals?.yield(node)
    }

    /// A primary without weight that is left alone stands in, as one does that was alone from the beginning.
    ///
    /// - Throws: `RoutingError`; nothing has changed then.
    mutating func remove(_ id: NodeID) throws(RoutingError) -> NodeRuntime? {
        var (topology, standsIn) = (view.topology, primaryStandsIn)
        let rest = topology.nodes.filter { $0.id != id }
        if rest.count == 1, let last = rest.first, last.role == .primary, last.weight == 0 {
            topology = try topology.reweighting(last.id, to: 1)
            standsIn = true
        }
        topology = try topology.removing(id)
        primaryStandsIn = standsIn
        let node = view.nodes.first { $0.id == id }
        view = ClusterView(topology, view.nodes.filter { $0.id != id })
        records[id] = nil
        return node
    }

    /// - Throws: `RoutingError`; nothing has changed then.
    mutating func reweight(_ id: NodeID, to weight: Double) throws(RoutingError) {
        try change { topology throws(RoutingError) in try topology.reweighting(id, to: weight) }
        if view.topology.position(of: id) == view.topology.primaryPosition { primaryStandsIn = false }
    }

    /// - Throws: `RoutingError`; nothing has changed then.
    mutating func change(_ body: (Topology) throws(RoutingError) -> Topology) throws(RoutingError) {
        view = ClusterView(try body(view.topology), view.nodes)
    }

    /// - Throws: `RoutingError` where there is no such node.
    mutating func resume(_ id: NodeID) throws(RoutingError) -> [WakeableSleep] {
        guard let record = records[id] else { throw RoutingError.noSuchNode(id, in: view.topology) }
        update(id) { status in
            status.state = .up
            status.reason = nil
            record.health.apply(to: &status)
        }
        return takeWaiters()
    }
}
