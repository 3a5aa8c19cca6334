// SPDX-License-Identifier: Apache-2.0

/// A statement whose caller waits for the answer.
struct PendingStatement: Sendable {
    let query: PGQuery
    let receiver: ConnectionDriver.Receiver
    /// When it is given up.
    let deadline: MonotonicInstant?

    init(_ query: PGQuery, receiver: ConnectionDriver.Receiver, deadline: MonotonicInstant? = nil) {
        self.query = query
        self.receiver = receiver
        self.deadline = deadline
    }

    /// The same for another caller, or for one that waits in another way.
    func answering(_ caller: StatementCaller) -> PendingStatement {
        PendingStatement(query, receiver: .whole(caller), deadline: deadline)
    }
}
