// SPDX-License-Identifier: Apache-2.0

#if HTTP
import ReplicaRouting
import Synchronization

/// How many probes run at once. Those that come later wait in a queue.
final class ProbeSlots: Sendable {
    private struct State {
        var free: Int
        var lastNumber: UInt64 = 0
        var queue: [(number: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
    }

    private let state: Mutex<State>

    init(_ number: Int) throws(MirrorError) {
        guard (1...10_000).contains(number) else {
            throw MirrorError(
                code: .invalidConfiguration,
                message: "the number of concurrent probes is \(number): valid are 1 to 10000"
            )
        }
        state = Mutex(State(free: number))
    }

    /// Takes a slot, or waits for one. Each slot taken is to be left.
    ///
    /// - Returns: Whether a slot was taken: not when the task is cancelled.
    func enter() async -> Bool {
        let number = state.withLock { state in
            state.lastNumber &+= 1
            return state.lastNumber
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isFree = state.withLock { state in
                    guard state.free == 0 else {
                        state.free -= 1
                        return true
                    }
                    state.queue.append((number, continuation))
                    return false
                }
                if isFree { continuation.resume(returning: true) } else if Task.isCancelled { drop(number) }
            }
        } onCancel: {
            drop(number)
        }
    }

    func leave() {
        let next = state.withLock { state in
            guard !state.queue.isEmpty else {
                state.free += 1
                return nil as CheckedContinuation<Bool, Never>?
            }
            return state.queue.removeFirst().continuation
        }
        next?.resume(returning: true)
    }

    private func drop(_ number: UInt64) {
        let dropped = state.withLock { state in
            state.queue.firstIndex { $0.number == number }.map { state.queue.remove(at: $0).continuation }
        }
        dropped?.resume(returning: false)
    }
}
#endif
