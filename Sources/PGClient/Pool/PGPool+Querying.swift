// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

extension PGPool: PGQuerying {
    /// Runs one statement, on whichever connection is free.
    ///
    /// ```swift
    /// let titles = try await pool.query("SELECT title FROM stack WHERE id = \(id)", as: String.self)
    /// ```
    ///
    /// It is ``withConnection(acquireDeadline:leaseDeadline:_:)`` for a single statement, and costs less: while all
    /// connections are busy the statement itself waits in the queue, is sent by whoever is done with one, and the connection
    /// is free for the next as soon as the server has answered.
    ///
    /// - Throws: ``PGError``, as ``withConnection(acquireDeadline:leaseDeadline:_:)`` and ``PGConnection/query(_:)``.
    public func query(_ query: PGQuery) async throws(PGError) -> PGResult {
        if let driver = takeWarm() { return try await driver.tracedPerform(query, lease: nil) }
        return try await wait(query, nil)
    }

    /// Runs one statement, which has to be answered by an instant.
    ///
    /// - Parameter deadline: Until when to wait, for a connection and for the answer together.
    /// - Throws: As ``query(_:)``; ``PGError`` with the code `acquireTimedOut` or `statementTimedOut` at the deadline.
    public func query(_ query: PGQuery, deadline: ContinuousClock.Instant) async throws(PGError) -> PGResult {
        let deadline = MonotonicInstant(deadline)
        if let driver = takeWarm() { return try await driver.tracedPerform(query, lease: nil, deadline: deadline) }
        return try await wait(query, deadline)
    }

    private func wait(_ query: PGQuery, _ deadline: MonotonicInstant?) async throws(PGError) -> PGResult {
        let now = MonotonicInstant.now
        let limit = now + pool.acquireTimeout
        let acquireDeadline = deadline.map { min($0, limit) } ?? limit
        guard mayWaitAsStatement else {
            let connection = try await lease(by: acquireDeadline)
            defer { endLease(connection) }
            return try await connection.driver.tracedPerform(query, lease: connection.lease, deadline: deadline)
        }
        try query.validate()
        let answer = StatementAnswer()
        let statement = PendingStatement(query, receiver: .whole(.late(answer)), deadline: deadline)
        let waiting = WaitingStatement(statement, start: now)
        let id = newWaiterID()
        enqueue(.statement(waiting), id, deadline: acquireDeadline, now)
        return try await answer.outcome { if !waiting.cancel() { giveUp(id) } }.get()
    }

    /// Not where a connection rests that has to be looked at first, and not where the wait has a span of its own.
    private var mayWaitAsStatement: Bool {
        #if Tracing
        if configuration.serverTracing != nil { return false }
        #endif
        return state.withLock { $0.machine.idle.isEmpty }
    }
}
