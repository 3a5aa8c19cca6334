// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Synchronization

/// A probe whose results a test hands out. It takes no notice of cancellation unless told to.
final class GatedProbe: MirrorProbe {
    private struct State {
        var waiting: [Int: [CheckedContinuation<ProbeOutcome, Never>]] = [:]
        var answers: [Int: ProbeOutcome] = [:]
        var started: [Int] = []
        var cancelled: [Int] = []
        var observers: [(mirror: Int, count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var cancellationObservers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Mirrors with an answer give it at once; the others wait for ``answer(_:_:)``.
    init(_ answers: [Int: ProbeOutcome] = [:]) {
        state.withLock { $0.answers = answers }
    }

    var started: [Int] { state.withLock(\.started) }
    var cancelled: [Int] { state.withLock(\.cancelled) }

    func probe(_ mirror: StackMirror, timeout: Duration) async -> ProbeOutcome {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (answer, observers) = state.withLock { state in
                    state.started.append(mirror.id)
                    let answer = state.answers[mirror.id]
                    if answer == nil { state.waiting[mirror.id, default: []].append(continuation) }
                    let count = state.started.count { $0 == mirror.id }
                    let told = state.observers.filter { $0.mirror == mirror.id && $0.count <= count }
                    state.observers.removeAll { $0.mirror == mirror.id && $0.count <= count }
                    return (answer, told)
                }
                for observer in observers { observer.continuation.resume() }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let observers = state.withLock { state in
                state.cancelled.append(mirror.id)
                defer { state.cancellationObservers = [] }
                return state.cancellationObservers
            }
            for observer in observers { observer.resume() }
        }
    }

    /// Ends the probes of a mirror that wait, and answers later ones at once.
    func answer(_ mirror: Int, _ outcome: ProbeOutcome) {
        let waiting = state.withLock { state in
            state.answers[mirror] = outcome
            return state.waiting.removeValue(forKey: mirror) ?? []
        }
        for continuation in waiting { continuation.resume(returning: outcome) }
    }

    /// Lets probes that wait go, so that nothing is left behind.
    func end() {
        let waiting = state.withLock { state in
            defer { state.waiting = [:] }
            return state.waiting.values.flatMap(\.self)
        }
        for continuation in waiting { continuation.resume(returning: .unreachable(reason: "the test is over")) }
    }

    /// Returns when a mirror has been probed so many times.
    func isProbed(_ mirror: Int, times: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                guard state.started.count(where: { $0 == mirror }) < times else { return true }
                state.observers.append((mirror, times, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// Returns when a probe has been cancelled.
    func isCancelled() async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                guard state.cancelled.isEmpty else { return true }
                state.cancellationObservers.append(continuation)
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}
