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
        let word = await withSoleContinuation { listen(id, $0) }
        if word == .read {
            let outcome = readAnswer(at: answer, id)
            loop.readerIsDone()
            if let outcome { return try outcome.get() }
        }
        return try await answer.outcome {
            guard isCancellable else { return }
            abandon(id, PGError(.cancelled, "the task was cancelled while its statement ran"))
        }.get()
    }

    private func listen(_ id: StatementID, _ caller: SoleContinuation<ReadingTurn.Word>) {
        if let word = turn.withLock({ $0.listen(id, caller) }) { tell(caller, word) }
    }

    func tell(_ caller: SoleContinuation<ReadingTurn.Word>, _ word: ReadingTurn.Word) {
        if word == .read { loop.readerIsTold() }
        caller.resume(returning: word)
    }

    // MARK: Who reads

    /// Has the loop tell of what comes from here on.
    func watch(_ descriptor: Int32, _ state: inout State) throws(PGError) {
        try state.socket.begin(descriptor, on: loop, handler: self, tellsOnce: true)
    }

    /// From here on the caller of a statement reads, if it means to. Not where notifications are waited for: the loop alone
    /// keeps them in order.
    func beginReading(_ statement: PendingStatement, _ id: StatementID, _ state: inout State) {
        guard case .whole(.reading) = statement.receiver, state.notificationHandler == nil else { return }
        state.isCallersTurn = true
        turn.withLock { $0.begin(id) }
    }

    /// From here on the loop reads.
    func endReading(_ state: inout State, _ effects: inout Effects) {
        guard state.isCallersTurn else { return }
        state.isCallersTurn = false
        guard let caller = turn.withLock({ $0.end() }) else { return }
        effects.add { $0.wakes.append { caller.resume(returning: .wait) } }
    }

    /// From here on the loop reads, also what a caller has been told of and has not read yet.
    func takeReadingBack(_ state: inout State, _ effects: inout Effects) {
        guard state.isCallersTurn else { return }
        endReading(&state, &effects)
        do {
            try state.socket.lookAgain(on: loop)
        } catch {
            close(error, &state, &effects)
        }
    }

    /// Reads for the caller of a statement, whose thread it is. What does not come at once is for the loop.
    ///
    /// - Returns: `nil` where the answer is not complete, or somebody else has read it.
    private func readAnswer(at place: StatementAnswer, _ id: StatementID) -> StatementOutcome? {
        var effects = Effects()
        state.withLock { state in
            // Before the reading: the loop is not to tell us of anything that comes after it.
            guard turn.withLock({ $0.take(id) }) else { return }
            state.isCallersTurn = false
            read(.readable, &state, &effects)
        }
        let outcome = effects.takeAnswer(at: place)
        perform(effects)
        return outcome
    }
}
