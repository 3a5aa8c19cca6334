// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Synchronization

/// Stands between a chain and its probe and keeps what is known of each mirror, for a picture and for a report.
///
/// A probe that has begun runs to its end, also when the chain does not need it any more: the user wants to know.
final class ProbeBoard<Probe: MirrorProbe<StackMirror>>: MirrorProbe {
    private enum Course {
        case probing(since: ContinuousClock.Instant)
        case done(ProbeOutcome, milliseconds: Double)
    }

    private struct State {
        var courses: [Int: Course] = [:]
        var tasks: [Int: Task<ProbeOutcome, Never>] = [:]
        var chosen: Int?
        var sentence = "Choosing ..."
    }

    private let mirrors: [StackMirror]
    private let probe: Probe
    private let timeout: Duration
    private let state = Mutex(State())

    init(_ mirrors: [StackMirror], probe: Probe, timeout: Duration) {
        self.mirrors = mirrors
        self.probe = probe
        self.timeout = timeout
    }

    func probe(_ mirror: StackMirror, timeout: Duration) async -> ProbeOutcome {
        await start(mirror).value
    }

    /// What the choice has come to, for people.
    var sentence: String { state.withLock(\.sentence) }

    func decide(_ id: Int?, _ sentence: String) {
        state.withLock { state in
            state.chosen = id
            state.sentence = sentence
        }
    }

    /// Probes the mirrors that the chain had no need to, and returns when every probe has ended.
    func finish() async {
        for task in mirrors.map(start) { _ = await task.value }
    }

    func cancel() {
        for task in state.withLock(\.tasks).values { task.cancel() }
    }

    func table() -> MirrorTable {
        let now = ContinuousClock.now
        let state = state.withLock { $0 }
        return MirrorTable(
            rows: mirrors.map { mirror in
                let row: MirrorTable.State =
                    switch state.courses[mirror.id] {
                    case nil: .waiting
                    case .probing(let start): .probing(milliseconds: Self.milliseconds(now - start))
                    case .done(.reachable, let time): .reachable(milliseconds: time)
                    case .done(.unreachable(let reason), let time): .unreachable(reason: reason, milliseconds: time)
                    }
                return .init(mirror: mirror, state: row, isChosen: mirror.id == state.chosen)
            }
        )
    }

    func report() -> MirrorProbeReport {
        let state = state.withLock { $0 }
        return MirrorProbeReport(
            chosen: state.chosen,
            probes: mirrors.compactMap { mirror in
                guard case .done(let outcome, let time)? = state.courses[mirror.id] else { return nil }
                return switch outcome {
                case .reachable: .init(id: mirror.id, reachable: true, reason: nil, milliseconds: time)
                case .unreachable(let reason):
                    .init(id: mirror.id, reachable: false, reason: reason, milliseconds: time)
                }
            }
        )
    }

    private func start(_ mirror: StackMirror) -> Task<ProbeOutcome, Never> {
        state.withLock { state in
            if let task = state.tasks[mirror.id] { return task }
            let start = ContinuousClock.now
            let task = Task { [self] in
                let outcome = await probe.probe(mirror, timeout: timeout)
                let time = Self.milliseconds(ContinuousClock.now - start)
                self.state.withLock { $0.courses[mirror.id] = .done(outcome, milliseconds: time) }
                return outcome
            }
            state.courses[mirror.id] = .probing(since: start)
            state.tasks[mirror.id] = task
            return task
        }
    }

    private static func milliseconds(_ duration: Duration) -> Double { duration / .milliseconds(1) }
}
