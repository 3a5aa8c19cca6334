// SPDX-License-Identifier: Apache-2.0

/// Who waits for the answer to a statement.
///
/// A caller hears of its task's cancellation through a handler, and to add and remove one costs a short statement some
/// hundredths of the client's time. Nearly all of them have been answered before anybody could have called them off. So a caller
/// first waits without; one whose answer is ``LateWatch`` late is woken, and waits on with a handler.
enum StatementCaller: Sendable {
    enum Answer: Sendable {
        case outcome(StatementOutcome)
        /// Wait on, here.
        case late(StatementAnswer)
    }

    /// Resumed with the answer.
    case prompt(SoleContinuation<Answer>)
    /// Reads the answer by itself; where another one does, it finds it there.
    case reading(StatementAnswer)
    /// Finds the answer there.
    case late(StatementAnswer)

    /// Answers. To be called once, while no lock is held.
    func finish(_ outcome: consuming StatementOutcome) {
        switch self {
        case .prompt(let continuation): continuation.resume(returning: .outcome(outcome))
        case .reading(let answer), .late(let answer): answer.finish(outcome)
        }
    }
}

/// Suspends the caller of a statement until it is answered.
///
/// - Parameters:
///   - submit: Sends the statement, unless the task is cancelled already.
///   - abandon: Gives the statement up, so that it is answered at once.
// Inlined, as everything is that suspends: each function on the way costs a frame and a switch of executors.
@inline(__always)
func withStatementCaller(
    _ submit: (StatementCaller) -> Void,
    onCancel abandon: @Sendable () -> Void
) async -> StatementOutcome {
    switch await withSoleContinuation({ submit(.prompt($0)) }) {
    case .outcome(let outcome): outcome
    case .late(let answer): await answer.outcome(onCancel: abandon)
    }
}
