// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

/// Runs a chain through time of its own: probes take as long as the script says, and nothing waits.
struct ChainRun {
    /// What becomes of a probe.
    enum Answer: Sendable {
        case up(after: Int)
        case down(after: Int, String = "HTTP status 500")
        case silent
    }

    struct Decided: Equatable {
        let at: Int
        let mirror: Int
        let cause: MirrorDecisionCause
    }

    var chain: MirrorChain<StackMirror>
    /// Milliseconds since the beginning.
    var now = 0
    /// What becomes of a probe of a mirror that starts at this moment.
    var script: (_ mirror: Int, _ now: Int) -> Answer
    var started: [Int: [Int]] = [:]
    var cancelled = 0
    var decided: [Decided] = []
    var decisions: [MirrorDecision<Int>] = []
    var errors: [MirrorError] = []
    private var flights: [(at: Int, ticket: ProbeTicket, failure: String?)] = []

    init(_ chain: MirrorChain<StackMirror>, script: @escaping (_ mirror: Int, _ now: Int) -> Answer) {
        self.chain = chain
        self.script = script
    }

    /// With the same answer at all times.
    init(_ chain: MirrorChain<StackMirror>, _ answers: [Int: Answer]) {
        self.init(chain) { mirror, _ in answers[mirror] ?? .silent }
    }

    mutating func send(_ event: MirrorChain<StackMirror>.Event) {
        let instant = RoutingInstant(nanoseconds: Int64(now) * 1_000_000)
        for action in chain.handle(event, at: instant) {
            switch action {
            case .probe(let ticket, let mirror, _):
                started[mirror.id, default: []].append(now)
                switch script(mirror.id, now) {
                case .up(let delay): flights.append((now + delay, ticket, nil))
                case .down(let delay, let reason): flights.append((now + delay, ticket, reason))
                case .silent: break
                }
            case .cancel(let ticket):
                cancelled += 1
                flights.removeAll { $0.ticket == ticket }
            case .decided(let decision):
                decisions.append(decision)
                decided.append(Decided(at: now, mirror: decision.mirror, cause: decision.cause))
            case .noneReachable(let error, _):
                errors.append(error)
            }
        }
        // A wake-up that is due already would make a driver spin.
        if let wake = chain.nextWake { #expect(wake > instant) }
    }

    /// Lets time pass, and with it every probe and every tick.
    mutating func run(until end: Int) {
        while true {
            let wake = chain.nextWake.map { Int(($0.nanoseconds + 999_999) / 1_000_000) }
            let landing = flights.map(\.at).min()
            guard let next = [wake, landing].compactMap(\.self).min(), next <= end else { break }
            now = max(now, next)
            if let index = flights.firstIndex(where: { $0.at <= now }) {
                let flight = flights.remove(at: index)
                send(flight.failure.map { .probeFailed(flight.ticket, reason: $0) } ?? .probeSucceeded(flight.ticket))
            } else {
                send(.tick)
            }
        }
        now = max(now, end)
    }

    /// Makes a choice, and returns when it was made: nil where none was reachable.
    mutating func choose() -> Decided? {
        let (before, failures) = (decided.count, errors.count)
        send(.choose)
        while decided.count == before, errors.count == failures, chain.nextWake != nil { run(until: now + 1) }
        return decided.count > before ? decided.last : nil
    }
}
