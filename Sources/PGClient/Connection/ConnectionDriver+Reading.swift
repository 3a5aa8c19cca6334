// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Callers that read their answers by themselves.
extension ConnectionDriver {
    // MARK: Asking

    /// ``perform(_:lease:deadline:isCancellable:)`` for a caller on another thread than the loop's.
    @inline(__always)
    func performReading(
        _ query: PGQuery,
        _ id: StatementID,
        lease: LeaseID?,
        deadline: MonotonicInstant?,
        isCancellable: Bool
    ) async throws(PGError) -> PGResult {
        let answer = StatementAnswer()
        let statement = PendingStatement(query, receiver: .whole(.reading(answer)), deadline: deadline)
        submit(statement, id, lease: lease, unless: isCancellable && Task.isCancelled)
        if await answer.word() == .read, let outcome = readAnswer(answer, to: statement) { return try outcome.get() }
        return try await answer.outcome {
            guard isCancellable else { return }
            abandon(id, PGError(.cancelled, "the task was cancelled while its statement ran"))
        }.get()
    }

    // MARK: Who reads

    /// Has the loop tell of what comes from here on.
    func watch(_ descriptor: Int32, _ state: inout State) throws(PGError) {
        try state.socket.begin(descriptor, on: loop, handler: self, tellsOnce: true)
    }

    /// From here on the caller of a statement reads, if it means to. Not where notifications are waited for: the loop alone
    /// keeps them in order.
    func beginReading(_ statement: PendingStatement, _ state: inout State) {
        guard case .whole(.reading(let answer)) = statement.receiver, state.notificationHandler == nil else { return }
        state.hasReader = true
        reader.withLock { $0 = answer }
    }

    /// From here on the loop reads.
    ///
    /// - Returns: Whether it was another one who read before.
    @discardableResult
    func endReading(_ state: inout State) -> Bool {
        guard state.hasReader else { return false }
        state.hasReader = false
        reader.withLock { $0 = nil }
        return true
    }

    /// From here on the loop reads, also what a caller has been told of and has not read yet.
    func takeReadingBack(_ state: inout State) {
        guard endReading(&state) else { return }
        try? state.socket.lookAgain(on: loop)
    }

    /// Reads for the caller of a statement, whose thread it is. What does not come at once is for the loop.
    ///
    /// - Returns: `nil` where the answer is not complete, or somebody else has read it.
    func readAnswer(_ answer: StatementAnswer, to statement: PendingStatement) -> StatementOutcome? {
        var effects = Effects()
        state.withLock { state in
            guard reader.withLock({ $0 === answer }) else { return }
            // First: the loop is not to tell us of anything that comes after this reading.
            endReading(&state)
            read(.readable, &state, &effects)
        }
        let outcome = effects.takeAnswer(to: statement)
        perform(effects)
        return outcome
    }
}
