// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Where the answer to a statement and its caller meet, whichever comes first: to one that its caller does not read after all, to a
/// late one, and to one that has to wait for a connection.
final class StatementAnswer: Sendable {
    private enum State {
        case open
        case awaited(SoleContinuation<StatementOutcome>)
        case answered(StatementOutcome)
        case over
    }

    private let state = Mutex(State.open)

    /// Answers. To be called once, while no lock is held.
    func finish(_ outcome: StatementOutcome) {
        let caller: SoleContinuation<StatementOutcome>? = state.withLock { state in
            guard case .awaited(let caller) = state else {
                state = .answered(outcome)
                return nil
            }
            state = .over
            return caller
        }
        caller?.resume(returning: outcome)
    }

    /// Waits for the answer. To be called once.
    ///
    /// - Parameter abandon: Called when the task is cancelled, or has been; what it leads to is an answer like any other.
    func outcome(onCancel abandon: @Sendable () -> Void) async -> StatementOutcome {
        await withTaskCancellationHandler {
            await withSoleContinuation { wait($0) }
        } onCancel: {
            abandon()
        }
    }

    private func wait(_ caller: SoleContinuation<StatementOutcome>) {
        let outcome: StatementOutcome? = state.withLock { state in
            guard case .answered(let outcome) = state else {
                state = .awaited(caller)
                return nil
            }
            state = .over
            return outcome
        }
        if let outcome { caller.resume(returning: outcome) }
    }
}
