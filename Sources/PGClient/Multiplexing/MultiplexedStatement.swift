// SPDX-License-Identifier: Apache-2.0

/// A statement that shares a connection with others, and whose caller waits for the answer. One object, for the reason that
/// ``PendingStatement`` gives.
final class MultiplexedStatement: Identifiable, Sendable {
    let id: UInt64
    let query: PGQuery
    let caller: StatementCaller

    init(_ id: UInt64, _ query: PGQuery, _ caller: StatementCaller) {
        self.id = id
        self.query = query
        self.caller = caller
    }

    /// - Returns: What takes its place, and what wakes its caller, once it is late; `nil` where it is late already.
    func becomeLate() -> (statement: MultiplexedStatement, wake: @Sendable () -> Void)? {
        guard let (late, wake) = caller.becomeLate() else { return nil }
        return (MultiplexedStatement(id, query, late), wake)
    }
}
