// SPDX-License-Identifier: Apache-2.0

/// A statement that shares a connection with others, and whose caller waits for the answer.
///
/// One object: it is handed on a dozen times on its way, and what it is made of would be retained and released each time.
final class MultiplexedStatement: Identifiable, Sendable {
    let id: UInt64
    let query: PGQuery
    let caller: StatementCaller

    init(_ id: UInt64, _ query: PGQuery, _ caller: StatementCaller) {
        self.id = id
        self.query = query
        self.caller = caller
    }

    /// The same for another caller, or for one that waits in another way.
    func answering(_ caller: StatementCaller) -> MultiplexedStatement {
        MultiplexedStatement(id, query, caller)
    }
}
