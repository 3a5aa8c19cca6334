// SPDX-License-Identifier: Apache-2.0

/// One look of a loop at its sockets, as those that are ready see it.
struct LoopTurn {
    /// Whether the callers of answered statements are resumed together at the end of the turn.
    ///
    /// So it is where they run on other threads: resumed one by one, a thread would be woken, serve one of them and go back to
    /// sleep, over and over. Callers that run on the loop itself are resumed at once, which keeps the server busy while the
    /// other sockets are read.
    private(set) var isGathering = false

    private var answers: [(continuation: StatementContinuation, outcome: StatementOutcome)] = []
    private var hasAnswered = false

    /// Resumes the caller of a statement, now or with the others.
    mutating func answer(_ continuation: StatementContinuation, _ outcome: StatementOutcome) {
        hasAnswered = true
        guard isGathering else { return continuation.resume(returning: outcome) }
        answers.append((continuation, outcome))
    }

    /// Every socket has been read.
    mutating func resumeCallers() {
        for (continuation, outcome) in answers { continuation.resume(returning: outcome) }
        answers.removeAll(keepingCapacity: true)
    }

    /// - Parameter callersRunHere: Whether somebody who was resumed came to the loop to run.
    mutating func end(callersRunHere: Bool) {
        if hasAnswered { isGathering = !callersRunHere }
        hasAnswered = false
    }
}
