// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// What lies between a task that feeds a `COPY ... FROM STDIN` and the connection.
final class CopyInState: Sendable {
    typealias Waiter = CheckedContinuation<Void, Never>

    private struct State: Sendable {
        var isReady = false
        var outcome: StatementOutcome?
        var waiter: Waiter?
    }

    private let state = Mutex(State())

    /// The server takes data, or has room for more.
    func becomeReady() -> @Sendable () -> Void {
        let waiter = state.withLock { state -> Waiter? in
            state.isReady = true
            return state.waiter.take()
        }
        return { waiter?.resume() }
    }

    /// To be called while no lock is held.
    func finish(_ outcome: StatementOutcome) {
        let waiter = state.withLock { state -> Waiter? in
            if state.outcome == nil { state.outcome = outcome }
            return state.waiter.take()
        }
        waiter?.resume()
    }

    var outcome: StatementOutcome? { state.withLock { $0.outcome } }

    /// Returns when there is room for data, or the outcome is known.
    func ready() async {
        await wait { $0.isReady }
    }

    func finished() async -> StatementOutcome {
        await wait { _ in false }
        return outcome ?? .failure(PGError(.connectionClosed, "the copy has no outcome"))
    }

    func becomeBusy() {
        state.withLock { $0.isReady = false }
    }

    private func wait(_ isDone: (State) -> Bool) async {
        await withCheckedContinuation { (waiter: Waiter) in
            let resumesNow = state.withLock { state -> Bool in
                if isDone(state) || state.outcome != nil { return true }
                state.waiter = waiter
                return false
            }
            if resumesNow { waiter.resume() }
        }
    }
}
