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

    /// - Returns: What takes its place, and what wakes its caller, once it is late; `nil` where nobody has to be woken.
    func becomeLate() -> (statement: PendingStatement, wake: @Sendable () -> Void)? {
        guard case .whole(let caller) = receiver, let (late, wake) = caller.becomeLate() else { return nil }
        return (PendingStatement(query, receiver: .whole(late), deadline: deadline), wake)
    }
}
