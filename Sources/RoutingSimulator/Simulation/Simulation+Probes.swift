// SPDX-License-Identifier: Apache-2.0

internal import ReplicaRouting

/// Probes and what follows from them. What a node's health is, and when it is probed again, is ``NodeHealth``'s to say.
extension Simulation {
    /// How long a node in order works on a probe.
    private static let probeTime = 200_000.0

    mutating func probe(_ index: Int, _ generation: UInt32) {
        let (process, node) = index.quotientAndRemainder(dividingBy: nodes.count)
        guard let probes = scenario.probes, isPresent(process, node, generation) else { return }
        guard now <= scenario.duration.inNanoseconds else { return }
        processes[process].probeStarts[node] = now
        let way = 2 * delay(Int32(process), Int32(node))
        let latest = now + probes.timeout.inNanoseconds
        var kind = Event.Kind.probeSucceeded
        var time = now + way
        switch nodes[node].state {
        case .killed:
            kind = .probeFailed
        case .running, .paused:
            let work = nodes[node].fixedTime ?? Self.probeTime * nodes[node].slowFactor
            let resumed = nodes[node].state == .paused ? max(now, nodes[node].resumesAt) : now
            time = resumed + way + Int64(work)
        }
        if time > latest { (kind, time) = (.probeFailed, latest) }
        queue.schedule(kind, index, generation: generation, at: time)
    }

    private func isPresent(_ process: Int, _ node: Int, _ generation: UInt32) -> Bool {
        processes[process].probeGenerations[node] & 0xFF_FFFF == generation
    }

    mutating func probeSucceeded(_ index: Int, _ generation: UInt32) {
        let (process, node) = index.quotientAndRemainder(dividingBy: nodes.count)
        guard let probes = scenario.probes, isPresent(process, node, generation) else { return }
        guard nodes[node].state != .killed else {
            probeFailed(index, generation)
            return
        }
        if scenario.stalenessLimit != nil { publishLag(process, node) }
        handle(.probeSucceeded, process, node)
        let jitter = 0.9 + 0.2 * streams.probes.unit()
        let next = now + Int64(Double(probes.interval.inNanoseconds) * jitter)
        queue.schedule(.probe, index, generation: generation, at: next)
    }

    mutating func probeFailed(_ index: Int, _ generation: UInt32) {
        let (process, node) = index.quotientAndRemainder(dividingBy: nodes.count)
        guard isPresent(process, node, generation) else { return }
        handle(.probeFailed(reason: "no answer to a probe"), process, node)
        evictReads(process, node)
    }

    mutating func noteTrafficFailure(_ process: Int, _ node: Int) {
        guard scenario.probes != nil else { return }
        handle(.trafficFailed(reason: "connection lost"), process, node)
    }

    private mutating func handle(_ event: NodeHealth.Event, _ process: Int, _ node: Int) {
        let instant = RoutingInstant(nanoseconds: now)
        switch processes[process].health[node].handle(event, at: instant, using: &streams.probes) {
        case .none:
            break
        case .eject(let next):
            publishHealth(process, node)
            if let outage = nodes[node].outage { recorder.noticed(outage.fault, after: now - outage.start) }
            probe(process, node, at: next)
        case .probeAgain(let next):
            probe(process, node, at: next)
        case .readmit:
            publishHealth(process, node)
            processes[process].topology.loads[node].forget()
            if let outage = nodes[node].outage, let end = outage.end {
                recorder.tookBack(outage.fault, after: now - end)
            }
            wakeWriters(of: process)
        }
    }

    /// Schedules the next probe, in the place of one that was scheduled.
    private mutating func probe(_ process: Int, _ node: Int, at time: RoutingInstant) {
        processes[process].probeGenerations[node] &+= 1
        let generation = processes[process].probeGenerations[node]
        queue.schedule(.probe, process * nodes.count + node, generation: generation, at: time.nanoseconds)
    }

    private mutating func publishHealth(_ process: Int, _ node: Int) {
        let health = processes[process].health[node]
        let id = processes[process].topology.nodes[node].id
        processes[process].topology = processes[process].topology.updating(id) { health.apply(to: &$0) }
    }

    /// Lags are published only where something depends on them: each costs a copy of all statuses.
    private mutating func publishLag(_ process: Int, _ node: Int) {
        let behind = nodes[node].isPrimary ? 0 : nodes[node].lag.value(at: now) + Double(max(0, replayedUntil - now))
        let lag = ReplicationLag(time: .nanoseconds(Int64(behind)))
        let id = processes[process].topology.nodes[node].id
        processes[process].topology = processes[process].topology.updating(id) { $0.lag = lag }
    }
}
