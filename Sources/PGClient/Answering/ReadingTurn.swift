// SPDX-License-Identifier: Apache-2.0

/// Who reads what comes next on a connection: the loop, or the caller of the statement that is under way. Pure; behind a lock of
/// its own, so that the loop need not wait for a caller that is in libpq.
///
/// | state | event | next | what follows |
/// | --- | --- | --- | --- |
/// | loop | `begin` | caller's | |
/// | loop | `arrived` | loop | the loop reads |
/// | caller's, told | `arrived` | told | |
/// | caller's | `listen` | listening | the caller waits |
/// | told | `listen` | told | the caller reads |
/// | listening | `arrived` | told | the waiting caller reads |
/// | told | `take` | loop | the caller, which has come, reads |
/// | caller's, listening | `take` | as it was | the caller does not read |
/// | caller's, told, listening | `end` | loop | a waiting caller waits on, for its answer |
/// | any, of another statement | `listen` | as it was | the caller waits, for its answer |
/// | any, of another statement | `take` | as it was | the caller does not read |
struct ReadingTurn: Sendable {
    typealias StatementID = ConnectionStateMachine.StatementID

    /// What the caller of a statement hears.
    enum Word: Sendable {
        /// Something has come that can be read.
        case read
        /// Somebody else reads, or has read; the answer comes by itself.
        case wait
    }

    enum Arrival: Sendable {
        case isForLoop
        /// Tell it to read, if it waits already.
        case isForCaller(SoleContinuation<Word>?)
    }

    private enum State: Sendable {
        case loop
        case caller(StatementID)
        case told(StatementID)
        case listening(StatementID, SoleContinuation<Word>)
    }

    private var state = State.loop

    /// A statement is about to be sent whose caller is going to listen, and to read.
    mutating func begin(_ id: StatementID) {
        state = .caller(id)
    }

    /// Something has come.
    mutating func arrived() -> Arrival {
        switch state {
        case .loop:
            return .isForLoop
        case .caller(let id):
            state = .told(id)
            return .isForCaller(nil)
        case .told:
            return .isForCaller(nil)
        case .listening(let id, let caller):
            state = .told(id)
            return .isForCaller(caller)
        }
    }

    /// The caller of a statement asks what to do.
    ///
    /// - Returns: `nil` where it will be told.
    mutating func listen(_ id: StatementID, _ caller: SoleContinuation<Word>) -> Word? {
        switch state {
        case .caller(id):
            state = .listening(id, caller)
            return nil
        case .told(id):
            return .read
        default:
            return .wait
        }
    }

    /// The caller of a statement has come to read.
    ///
    /// - Returns: Whether it still may. From here on the loop does.
    mutating func take(_ id: StatementID) -> Bool {
        guard case .told(id) = state else { return false }
        state = .loop
        return true
    }

    /// From here on the loop reads.
    ///
    /// - Returns: Who is to be told to wait.
    mutating func end() -> SoleContinuation<Word>? {
        defer { state = .loop }
        if case .listening(_, let caller) = state { return caller }
        return nil
    }
}
