// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A clock that a test moves.
final class ManualClock: Clock, Sendable {
    struct Instant: InstantProtocol {
        var offset: Duration = .zero

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct State {
        var now = Instant()
        var lastNumber = 0
        var sleepers: [Int: (deadline: Instant, continuation: CheckedContinuation<Bool, Never>)] = [:]
        var observers: [(deadline: Instant, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var now: Instant { state.withLock(\.now) }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        let isOver = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let observers = state.withLock { state in
                    state.sleepers[number] = (deadline, continuation)
                    let told = state.observers.filter { $0.deadline == deadline }
                    state.observers.removeAll { $0.deadline == deadline }
                    return told
                }
                for observer in observers { observer.continuation.resume() }
                if Task.isCancelled { wake(number, isOver: false) } else { wakeThoseDue() }
            }
        } onCancel: {
            wake(number, isOver: false)
        }
        guard isOver else { throw CancellationError() }
    }

    /// Returns when somebody sleeps until this moment.
    func sleeper(until offset: Duration) async {
        let deadline = Instant(offset: offset)
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                guard !state.sleepers.values.contains(where: { $0.deadline == deadline }) else { return true }
                state.observers.append((deadline, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    func advance(to offset: Duration) {
        state.withLock { $0.now = Instant(offset: offset) }
        wakeThoseDue()
    }

    private func wakeThoseDue() {
        let due = state.withLock { state in
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            for number in due.keys { state.sleepers[number] = nil }
            return due
        }
        for sleeper in due.values { sleeper.continuation.resume(returning: true) }
    }

    private func wake(_ number: Int, isOver: Bool) {
        state.withLock { $0.sleepers.removeValue(forKey: number) }?.continuation.resume(returning: isOver)
    }
}
