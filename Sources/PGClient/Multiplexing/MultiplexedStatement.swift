// SPDX-License-Identifier: Apache-2.0

/// A statement that shares a connection with others, and whose caller waits for the answer. One object, for the reason that
/// ``PendingStatement`` gives.
final class MultiplexedStatement: Sendable {
    let id: MultiplexerStateMachine.StatementID
    let query: PGQuery
    let caller: SoleContinuation<StatementOutcome>

    init(_ id: MultiplexerStateMachine.StatementID, _ query: PGQuery, _ caller: SoleContinuation<StatementOutcome>) {
        self.id = id
        self.query = query
        self.caller = caller
    }
}
