// SPDX-License-Identifier: Apache-2.0

/// An open transaction.
public struct PGTransaction: PGQuerying {
    /// The connection that the transaction is open on.
    public let connection: PGConnection

    /// Runs a statement inside of the transaction.
    public func query(_ query: PGQuery) async throws(PGError) -> PGResult {
        try await connection.query(query)
    }
}

/// How far a transaction is kept apart from those that run beside it.
public struct PGIsolationLevel: Sendable, Hashable {
    let sql: String

    /// Each statement sees what was committed before it began. PostgreSQL's default.
    public static let readCommitted = PGIsolationLevel(sql: "READ COMMITTED")
    /// The transaction sees one snapshot.
    public static let repeatableRead = PGIsolationLevel(sql: "REPEATABLE READ")
    /// As if transactions ran one after the other; not available on a standby.
    public static let serializable = PGIsolationLevel(sql: "SERIALIZABLE")
}

extension PGConnection {
    /// How long a rollback may take before the connection is closed instead, which rolls back as well.
    private static var rollbackTimeout: Duration { .seconds(5) }

    /// Runs `body` in a transaction, commits it, and rolls it back where `body` throws.
    ///
    /// - Parameters:
    ///   - isolationLevel: Default: the server's.
    ///   - isReadOnly: Whether a statement that writes fails with SQLSTATE 25006. Default: the connection's setting.
    ///   - body: What to do. Its error reaches the caller once the transaction is rolled back.
    /// - Throws: What `body` throws; ``PGError`` with the code `transactionAborted` where the server rolled back
    ///   because of a statement whose error `body` had caught; `outcomeUnknown` where the connection was lost during
    ///   the commit. A connection lost before the commit is `connectionLost`: nothing has taken effect.
    @discardableResult
    public func withTransaction<Result>(
        isolationLevel: PGIsolationLevel? = nil,
        isReadOnly: Bool? = nil,
        _ body: (PGTransaction) async throws -> Result
    ) async throws -> Result {
        try await begin(isolationLevel, isReadOnly)
        let result: Result
        do {
            result = try await body(PGTransaction(connection: self))
        } catch {
            await rollBack()
            throw beforeCommit(error)
        }
        try await commit()
        return result
    }

    private func begin(_ isolationLevel: PGIsolationLevel?, _ isReadOnly: Bool?) async throws(PGError) {
        var sql = "BEGIN"
        if let isolationLevel { sql += " ISOLATION LEVEL \(isolationLevel.sql)" }
        if let isReadOnly { sql += isReadOnly ? " READ ONLY" : " READ WRITE" }
        do {
            try await execute(PGQuery(sql: sql))
        } catch {
            // Given up while BEGIN was on its way: the transaction may be open all the same.
            if error.code == .cancelled || error.code == .statementTimedOut { await rollBack() }
            throw (beforeCommit(error) as? PGError) ?? error
        }
    }

    private func commit() async throws(PGError) {
        guard !Task.isCancelled else {
            await rollBack()
            throw PGError(
                .cancelled,
                "the task was cancelled before its transaction was committed, so it was rolled back",
                server: driver.label
            )
        }
        let result: PGResult
        do {
            result = try await driver.tracedPerform("COMMIT", lease: lease)
        } catch {
            if error.code == .cancelled || error.code == .leaseTimedOut {
                await rollBack()
                throw PGError(
                    .outcomeUnknown,
                    "\(error.message), during the commit, so whether it took effect is unknown",
                    server: driver.label,
                    underlying: error
                )
            }
            throw error
        }
        // The server answers the COMMIT of a failed transaction with ROLLBACK, and with no error.
        guard result.commandTag != "ROLLBACK" else {
            throw PGError(
                .transactionAborted,
                "the transaction was rolled back, because a statement in it had failed",
                server: driver.label
            )
        }
    }

    /// Also in a cancelled task: the connection must not go back with the transaction open.
    private func rollBack() async {
        do {
            let deadline = MonotonicInstant.now + Self.rollbackTimeout
            _ = try await driver.tracedPerform("ROLLBACK", lease: lease, deadline: deadline, isCancellable: false)
        } catch {
            // With the lease over the connection cleans up by itself, and may be somebody else's by now.
            guard error.code != .leaseTimedOut, error.code != .leaseEnded else { return }
            driver.close(PGError(.connectionClosed, "a transaction could not be rolled back: \(error.message)"))
        }
    }

    /// Without a commit nothing has taken effect, however the connection ended. While it stands, the error is about some
    /// other connection that `body` has used.
    private func beforeCommit(_ error: any Error) -> any Error {
        guard var lost = error as? PGError, lost.code == .outcomeUnknown, driver.isClosed else { return error }
        lost.code = .connectionLost
        lost.message =
            "the connection was lost inside of a transaction, which was rolled back: "
            + ((lost.underlying as? PGError)?.message ?? lost.message)
        return lost
    }
}
