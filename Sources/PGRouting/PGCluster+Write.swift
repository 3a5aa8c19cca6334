// SPDX-License-Identifier: Apache-2.0

public import PGClient
internal import ReplicaRouting
internal import Synchronization

extension PGCluster {
    /// Runs `body` on a connection to the primary that may write.
    ///
    /// ```swift
    /// try await cluster.write { try await $0.execute("UPDATE stack SET title = \(title) WHERE id = \(sid)") }
    /// ```
    ///
    /// While the primary is known to be down the call waits for it to come back, as long as for a connection of the
    /// write pool. `body` runs at most once: nothing is ever sent again.
    ///
    /// - Throws: What `body` throws; `PGError` with the code `outcomeUnknown` where the connection was lost after a
    ///   statement may have reached the primary; `PGError` with the reason why the primary is down;
    ///   `RoutingError` where the cluster has no primary that takes writes.
    @discardableResult
    public func write<Result>(_ body: (PGConnection) async throws -> Result) async throws -> Result {
        let (connection, pool, position) = try await leaseForWriting()
        defer { pool.endLease(connection) }
        do {
            return try await body(connection)
        } catch let error as PGError {
            noteTrafficFailure(at: position, error)
            throw error
        }
    }

    /// Runs `body` in a transaction on the primary, commits it, and rolls it back where `body` throws.
    ///
    /// A read-only transaction on a replica is `read { try await $0.withTransaction { ... } }`.
    ///
    /// - Parameter isolationLevel: Default: the server's.
    /// - Throws: As ``write(_:)``, and as `PGConnection.withTransaction`.
    @discardableResult
    public func withTransaction<Result>(
        isolationLevel: PGIsolationLevel? = nil,
        _ body: (PGTransaction) async throws -> Result
    ) async throws -> Result {
        try await write { connection in
            try await connection.withTransaction(isolationLevel: isolationLevel, body)
        }
    }

    private func leaseForWriting() async throws -> (PGConnection, PGPool, position: Int) {
        let deadline = ContinuousClock.now + configuration.writePool.acquireTimeout
        while true {
            let decision = decide(RoutingRequest(intent: .write))
            guard let position = decision.position else {
                try await awaitPrimary(decision, until: deadline)
                continue
            }
            guard let pool = nodes[position].writePool else {
                throw RoutingError(
                    code: .noPrimary,
                    message: "the router sent a write to \(nodes[position].id), which is not the primary",
                    node: nodes[position].id
                )
            }
            do throws(PGError) {
                return (try await pool.lease(until: deadline), pool, position)
            } catch {
                noteTrafficFailure(at: position, error)
                // Nothing has been sent yet; where a prober watches the primary, its return is worth waiting for.
                guard error.isServerFailure, error.isWorthWaitingFor, state.withLock({ $0.isProbing }) else {
                    throw error
                }
            }
        }
    }

    /// Returns when the primary is back.
    private func awaitPrimary(_ decision: Decision, until deadline: ContinuousClock.Instant) async throws {
        let refusal = decision.failure ?? RoutingError(code: .noPrimary, message: "no node takes writes")
        let waiter = WakeableSleep()
        let failure = state.withLock { state -> PGError? in
            guard let primary = state.topology.primaryPosition else { return nil }
            let failure = state.failure(at: primary)
            if failure?.isWorthWaitingFor == true { state.addWaiter(waiter) }
            return failure
        }
        guard let failure else {
            // It has come back since the decision, or it is up and may not take writes.
            if decide(RoutingRequest(intent: .write)).position != nil { return }
            throw refusal
        }
        defer { state.withLock { $0.removeWaiter(waiter) } }
        if failure.isWorthWaitingFor, ContinuousClock.now < deadline {
            await waiter.sleep(until: deadline)
            if Task.isCancelled {
                throw PGError(.cancelled, "the task was cancelled while it waited for the primary to come back")
            }
            if ContinuousClock.now < deadline { return }
        }
        throw PGError(
            failure.code,
            "the primary is down and the write was not sent: \(failure.message)",
            sqlState: failure.sqlState,
            server: failure.server,
            underlying: failure
        )
    }
}

extension PGError {
    /// Whether the same attempt may succeed soon without anybody's doing: not so for a wrong password or database.
    fileprivate var isWorthWaitingFor: Bool {
        code != .authenticationFailed && sqlState != .invalidCatalogName
    }
}
