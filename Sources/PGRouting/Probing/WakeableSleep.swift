// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// A sleep that somebody else can end. A wake-up that comes before the sleep ends the next one at once.
final class WakeableSleep: Sendable {
    private struct State {
        var isWoken = false
        var timer: Task<Void, Never>?
    }

    private let state = Mutex(State())

    /// The clock traps on times that are too far away, such as "never" in a configuration.
    private static var longest: Duration { .seconds(86_400) }

    /// Returns at `deadline`, after a day at the most, on ``wake()``, or when the task is cancelled.
    func sleep(until deadline: ContinuousClock.Instant) async {
        let deadline = min(deadline, .now + Self.longest)
        let timer = Task { _ = try? await Task.sleep(until: deadline, clock: .continuous) }
        let isWoken = state.withLock { state in
            state.timer = timer
            return state.isWoken
        }
        if isWoken { timer.cancel() }
        await withTaskCancellationHandler {
            await timer.value
        } onCancel: {
            timer.cancel()
        }
        state.withLock { $0 = State() }
    }

    func wake() {
        let timer = state.withLock { state in
            state.isWoken = true
            return state.timer
        }
        timer?.cancel()
    }
}
