// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts what the clients do, phase by phase. What began in a phase counts for it.
final class DemoTally: Sendable {
    /// Handed out at the beginning of a read or a write.
    struct Ticket: Sendable {
        fileprivate let phase: Int
        fileprivate let began: ContinuousClock.Instant
        fileprivate let deadNode: Int?
    }

    /// What has been counted in one phase.
    struct Phase: Sendable {
        let phase: DemoPhase
        let began: ContinuousClock.Instant
        var ended: ContinuousClock.Instant?
        /// In the order of the nodes.
        var latencies: [LatencyHistogram]
        var writes = 0
        var failedReads = 0
        var failedWrites = 0
        /// Reads and writes that have begun and not ended.
        var underWay = 0

        var reads: Int { latencies.reduce(0) { $0 + Int($1.count) } }

        var seconds: Double { began.duration(to: ended ?? .now) / .seconds(1) }
    }

    private struct State {
        var phases: [Phase] = []
        var isClosed = false
        var deadNode: Int?
        var readsWhileDead = 0
        var firstReadFailure: String?

        mutating func endPhase(_ now: ContinuousClock.Instant) {
            guard !phases.isEmpty else { return }
            phases[phases.count - 1].ended = now
        }
    }

    private let positions: [String: Int]
    private let state = Mutex(State())

    /// - Parameter nodes: The names of the nodes in order.
    init(nodes: [String]) {
        positions = Dictionary(nodes.enumerated().map { ($1, $0) }) { first, _ in first }
    }

    // MARK: - For who runs the phases

    /// Ends the phase before, and begins this one.
    func enter(_ phase: DemoPhase) {
        let now = ContinuousClock.now
        state.withLock { state in
            state.endPhase(now)
            let empty = Array(repeating: LatencyHistogram(), count: positions.count)
            state.phases.append(Phase(phase: phase, began: now, latencies: empty))
        }
    }

    /// Ends the last phase. No client begins anything any more.
    func close() {
        let now = ContinuousClock.now
        state.withLock { state in
            state.endPhase(now)
            state.isClosed = true
        }
    }

    /// The node that can serve nothing from now on, because it is dead; `nil` for none.
    func markDead(_ position: Int?) {
        state.withLock { $0.deadNode = position }
    }

    var phases: [Phase] { state.withLock { $0.phases } }
    var readsWhileDead: Int { state.withLock { $0.readsWhileDead } }
    var firstReadFailure: String? { state.withLock { $0.firstReadFailure } }

    // MARK: - For clients

    /// - Returns: `nil` when it is time to stop.
    func begin() -> Ticket? {
        let now = ContinuousClock.now
        return state.withLock { state in
            guard !state.isClosed, !state.phases.isEmpty else { return nil }
            state.phases[state.phases.count - 1].underWay += 1
            return Ticket(phase: state.phases.count - 1, began: now, deadNode: state.deadNode)
        }
    }

    func readServed(_ ticket: Ticket, by server: String) {
        let latency = ticket.began.duration(to: .now)
        guard let node = positions[server] else {
            return readFailed(ticket, "the node \(server) is none of the demo's")
        }
        end(ticket) { state in
            state.phases[ticket.phase].latencies[node].record(latency)
            if ticket.deadNode == node { state.readsWhileDead += 1 }
        }
    }

    func readFailed(_ ticket: Ticket, _ reason: String) {
        end(ticket) { state in
            state.phases[ticket.phase].failedReads += 1
            if state.firstReadFailure == nil { state.firstReadFailure = reason }
        }
    }

    func writeAcknowledged(_ ticket: Ticket) {
        end(ticket) { $0.phases[ticket.phase].writes += 1 }
    }

    func writeFailed(_ ticket: Ticket) {
        end(ticket) { $0.phases[ticket.phase].failedWrites += 1 }
    }

    private func end(_ ticket: Ticket, _ count: (inout State) -> Void) {
        state.withLock { state in
            state.phases[ticket.phase].underWay -= 1
            count(&state)
        }
    }
}

extension LatencyHistogram {
    fileprivate mutating func record(_ latency: Duration) {
        let microseconds = (latency / .microseconds(1)).rounded()
        record(microseconds: UInt64(exactly: max(0, microseconds)) ?? Self.greatestValue)
    }
}
