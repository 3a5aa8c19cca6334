// SPDX-License-Identifier: Apache-2.0

internal import DequeModule
internal import Synchronization

/// The events that wait for the consumer of a ``PGListener``, a bounded number of them.
final class ListenerMailbox: Sendable {
    typealias Waiter = CheckedContinuation<PGListener.Element?, Never>

    private struct State: Sendable {
        var events: Deque<PGListener.Element> = []
        var waiter: Waiter?
        var hasMissed = false
        var isListening = false
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) {
        self.capacity = capacity
    }

    func put(_ event: PGListener.Element) {
        let waiter = state.withLock { state -> Waiter? in
            switch event {
            case .listening: state.isListening = true
            case .interrupted: state.isListening = false
            // Heard while other channels were still to come; `listening`, which follows, stands for it.
            case .notification where !state.isListening: return nil
            case .notification, .missed: break
            }
            if let waiter = state.waiter.take() { return waiter }
            guard !state.hasMissed else { return nil }
            if state.events.count < capacity {
                state.events.append(event)
            } else {
                // Said once, in its place: everything behind it is dropped until the consumer has caught up.
                state.hasMissed = true
                state.events.append(.missed)
            }
            return nil
        }
        waiter?.resume(returning: event)
    }

    /// The next event; `nil` in a cancelled task.
    func next() async -> PGListener.Element? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let (event, isDone) = state.withLock { state -> (PGListener.Element?, Bool) in
                    // Under the lock that the cancellation takes too: either it finds the waiter, or we see it here.
                    if Task.isCancelled { return (nil, true) }
                    if let event = state.events.popFirst() {
                        if state.events.isEmpty { state.hasMissed = false }
                        return (event, true)
                    }
                    state.waiter = waiter
                    return (nil, false)
                }
                if isDone { waiter.resume(returning: event) }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiter.take() }
            waiter?.resume(returning: nil)
        }
    }
}
