// SPDX-License-Identifier: Apache-2.0

internal import ReplicaRouting

/// One run: the whole state of the simulated world, and the loop that moves it from event to event.
struct Simulation: ~Copyable {
    let scenario: Scenario
    let router: any Router
    let near: Int64
    let far: Int64
    let timeout: Int64?
    let pinning: PinPolicy?
    let replayTime: Int64
    let plan: [FaultStep]

    var now: Int64 = 0
    var queue = EventQueue()
    var timeouts = Fifo<Deadline>()
    var requests = RequestPool()
    var jobs = JobPool()
    var wholes = WholePool()
    var nodes: [SimulatedNode]
    var processes: [ClientProcess]
    var sessions: [SimulatedSession]
    var streams: RandomStreams
    var recorder: Recorder

    /// When a replica without lag of its own will have replayed all that the primary has written.
    var replayedUntil: Int64 = 0
    var readFactor = 1.0
    var writeFactor = 1.0

    private let faultNodes: [[Int]]

    /// When the caller of a request gives up. They come in the order in which they are due, as all wait as long.
    struct Deadline: BitwiseCopyable {
        var time: Int64
        var request: Int32
        var serial: UInt32
    }

    init(_ scenario: Scenario, policy: SimulatedPolicy, topologies: [Topology], seed: UInt64) {
        self.scenario = scenario
        router = policy.router
        near = scenario.network.near.inNanoseconds
        far = scenario.network.far.inNanoseconds
        timeout = scenario.timeout?.inNanoseconds
        pinning = scenario.pinPolicy
        replayTime = scenario.replayTime.inNanoseconds

        let zoneNames = Set(scenario.zones + scenario.nodes.compactMap(\.zone)).sorted()
        let zones = Dictionary(uniqueKeysWithValues: zoneNames.enumerated().map { ($1, $0) })
        let nodes = scenario.nodes.flatMap { group in
            group.names.map { SimulatedNode(group, name: $0, zone: group.zone.flatMap { zones[$0] }) }
        }
        let streams = RandomStreams(seed: seed)
        self.streams = streams
        processes = topologies.enumerated().map { index, topology in
            let generator = streams.decisions(of: index)
            return ClientProcess(
                topology: topology,
                scenario: scenario,
                index: index,
                generator: generator,
                zones: zones
            )
        }
        if case .closed(let clients, _) = scenario.load.kind {
            sessions = Array(repeating: SimulatedSession(), count: clients)
        } else {
            sessions = Array(repeating: SimulatedSession(), count: scenario.sessions)
        }
        let faultNodes = scenario.faults.map { $0.positions(in: scenario, nodes) }
        self.nodes = nodes
        self.faultNodes = faultNodes
        plan = FaultStep.plan(of: scenario, faultNodes)
        recorder = Recorder(scenario, nodes: nodes.count, followed: Self.followed(nodes, faultNodes))
    }

    /// The nodes whose reads are told apart over time: all where they are few, else the primary and those that something
    /// happens to.
    private static func followed(_ nodes: [SimulatedNode], _ faultNodes: [[Int]]) -> [Int] {
        guard nodes.count > 12 else { return Array(nodes.indices) }
        let wanted = nodes.indices.filter { nodes[$0].wasPrimary } + faultNodes.flatMap { $0 }
        var followed: [Int] = []
        for node in wanted where followed.count < 8 && !followed.contains(node) { followed.append(node) }
        return followed.sorted()
    }

    /// Runs to the end.
    consuming func run() -> SimulationResult {
        scheduleFirstEvents()
        let end = scenario.duration.inNanoseconds + (timeout ?? 60_000_000_000)
        var events = 0
        while let event = queue.next(), event.time <= end {
            now = event.time
            events += 1
            handle(event)
        }
        var result = recorder.finish(scenario, nodes, faultNodes: faultNodes)
        result.events = events
        result.simulatedTime = now
        return result
    }

    private mutating func scheduleFirstEvents() {
        for (index, step) in plan.enumerated() {
            queue.schedule(.fault, index, at: step.time)
        }
        if let probes = scenario.probes {
            // Processes that start at the same time look at nodes at other times.
            let interval = Double(probes.interval.inNanoseconds)
            for index in 0..<(processes.count * nodes.count) {
                queue.schedule(.probe, index, at: Int64(streams.probes.unit() * interval))
            }
        }
        switch scenario.load.kind {
        case .open:
            scheduleArrival()
        case .closed(let clients, let think):
            for client in 0..<clients {
                let pause = streams.arrivals.unit() * Double(max(think.inNanoseconds, 1_000_000))
                queue.schedule(.thought, client, at: Int64(pause))
            }
        }
    }

    @inline(__always)
    private mutating func handle(_ event: Event) {
        switch event.kind {
        case .arrival: arrive()
        case .thought: thought(session: event.index)
        case .reach: reach(event.index, event.generation)
        case .served: served(event.index)
        case .answer: answer(event.index, event.generation)
        case .lost: lost(event.index, event.generation)
        case .refused: refused(event.index, event.generation)
        case .timeouts: giveUpDue()
        case .probe: probe(event.index, event.generation)
        case .probeSucceeded: probeSucceeded(event.index, event.generation)
        case .probeFailed: probeFailed(event.index, event.generation)
        case .fault: perform(plan[event.index])
        }
    }

    /// The time of a message between a process and a node.
    @inline(__always)
    func delay(_ process: Int32, _ node: Int32) -> Int64 {
        guard let here = processes[Int(process)].zone, let there = nodes[Int(node)].zone else { return near }
        return here == there ? near : far
    }
}

/// Requests of several reads under way.
struct WholePool {
    private var wholes: [(start: Int64, left: Int32, failed: Bool)] = []
    private var free: [Int32] = []

    mutating func add(parts: Int, start: Int64) -> Int32 {
        let whole = (start: start, left: Int32(truncatingIfNeeded: parts), failed: false)
        if let place = free.popLast() {
            wholes[Int(place)] = whole
            return place
        }
        wholes.append(whole)
        return Int32(truncatingIfNeeded: wholes.count - 1)
    }

    /// A part has ended.
    ///
    /// - Returns: When the whole began, where this was its last part and none failed.
    mutating func endPart(of whole: Int32, succeeded: Bool) -> Int64? {
        let place = Int(whole)
        wholes[place].left -= 1
        if !succeeded { wholes[place].failed = true }
        guard wholes[place].left == 0 else { return nil }
        free.append(whole)
        return wholes[place].failed ? nil : wholes[place].start
    }
}
