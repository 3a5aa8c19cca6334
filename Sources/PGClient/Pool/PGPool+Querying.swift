// SPDX-License-Identifier: Apache-2.0

extension PGPool: PGQuerying {
    /// Runs one statement, on whichever connection is free.
    ///
    /// ```swift
    /// let titles = try await pool.query("SELECT title FROM stack WHERE id = \(id)", as: String.self)
    /// ```
    ///
    /// It is ``withConnection(acquireDeadline:leaseDeadline:_:)`` for a single statement, and costs less: the connection is
    /// free for the next one as soon as the server has answered.
    ///
    /// - Throws: ``PGError``, as ``withConnection(acquireDeadline:leaseDeadline:_:)`` and ``PGConnection/query(_:)``.
    public func query(_ query: PGQuery) async throws(PGError) -> PGResult {
        if let driver = takeWarm() { return try await driver.tracedPerform(query, lease: nil) }
        let connection = try await lease()
        defer { endLease(connection) }
        return try await connection.query(query)
    }

    /// Runs one statement, which has to be answered by an instant.
    ///
    /// - Parameter deadline: Until when to wait, for a connection and for the answer together.
    /// - Throws: As ``query(_:)``; ``PGError`` with the code `acquireTimedOut` or `statementTimedOut` at the deadline.
    public func query(_ query: PGQuery, deadline: ContinuousClock.Instant) async throws(PGError) -> PGResult {
        let instant = MonotonicInstant(deadline)
        if let driver = takeWarm() { return try await driver.tracedPerform(query, lease: nil, deadline: instant) }
        let connection = try await lease(by: min(instant, .now + pool.acquireTimeout))
        defer { endLease(connection) }
        return try await connection.query(query, deadline: deadline)
    }
}
