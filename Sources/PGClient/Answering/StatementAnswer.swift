// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Where the answer to a statement and its caller meet, whichever comes first: to one that its caller reads, to a late one, and to
/// one that has to wait for a connection.
final class StatementAnswer: Sendable {
    /// What a caller hears that is to read its answer by itself.
    enum Word: Sendable {
        /// Something has come that can be read.
        case read
        /// Somebody else reads it, or has read it.
        case wait
    }

    private enum State {
        case open
        case told(Word)
        case listens(SoleContinuation<Word>)
        case awaited(SoleContinuation<StatementOutcome>)
        case answered(StatementOutcome)
        case over
    }

    private let state = Mutex(State.open)

    // MARK: For whoever answers

    /// Tells the caller what to do. It does it once; what comes later is not heard.
    func tell(_ word: Word) {
        let caller: SoleContinuation<Word>? = state.withLock { state in
            switch state {
            case .open:
                state = .told(word)
                return nil
            case .listens(let caller):
                state = .open
                return caller
            case .told, .awaited, .answered, .over:
                return nil
            }
        }
        caller?.resume(returning: word)
    }

    /// Answers. To be called once, while no lock is held.
    func finish(_ outcome: StatementOutcome) {
        switch state.withLock({ answer(outcome, &$0) }) {
        case .listens(let caller): caller.resume(returning: .wait)
        case .awaited(let caller): caller.resume(returning: outcome)
        case .open, .told, .answered, .over: break
        }
    }

    /// - Returns: What it was before.
    private func answer(_ outcome: StatementOutcome, _ state: inout State) -> State {
        let before = state
        if case .awaited = before { state = .over } else { state = .answered(outcome) }
        return before
    }

    // MARK: For the caller

    /// Waits for the word what to do. To be called once, and before ``outcome(onCancel:)``, if at all.
    @inline(__always)
    func word() async -> Word {
        await withSoleContinuation { listen($0) }
    }

    private func listen(_ caller: SoleContinuation<Word>) {
        let word: Word? = state.withLock { state in
            switch state {
            case .told(let word):
                state = .open
                return word
            case .answered:
                return .wait
            case .open, .listens, .awaited, .over:
                state = .listens(caller)
                return nil
            }
        }
        if let word { caller.resume(returning: word) }
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
