// SPDX-License-Identifier: Apache-2.0

/// A statement whose caller waits for the answer.
///
/// One object: it is looked at a dozen times on its way, and what it is made of would be retained and released each time.
final class PendingStatement: Sendable {
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
