// SPDX-License-Identifier: Apache-2.0

public import PGClient
internal import ReplicaRouting
internal import Synchronization

extension PGCluster {
    /// Runs `body` on a connection to the primary that may write.
    ///
    /// ```swift
    /// try await cluster.write { connection in
    ///     try await connection.execute("UPDATE stack SET title = \(title) WHERE id = \(sid)")
    ///     try await connection.execute("UPDATE stack_change SET at = now() WHERE stack = \(sid)")
    /// }
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
        // Whatever happens in `body`, something may have been written. It may read elsewhere, too; and the pin's time runs
        // from the end.
        try await write(notes: { _ in true }) { connection in
            RoutingScope.session?.noteWrite()
            return try await body(connection)
        }
    }

    /// Runs one statement that writes; as ``write(_:)`` otherwise.
    ///
    /// ```swift
    /// try await cluster.execute("UPDATE stack SET title = \(title) WHERE id = \(sid)")
    /// ```
    ///
    /// - Returns: How many rows it changed.
    /// - Throws: As ``write(_:)``.
    @discardableResult
    public func execute(_ query: PGQuery) async throws -> Int {
        try await write { try await $0.execute(query) }
    }

    /// - Parameter notes: Whether something may have been written, seen from the outcome.
    private func write<Result>(
        notes: (Swift.Result<Void, any Error>) -> Bool,
        _ body: (PGConnection) async throws -> Result
    ) async throws -> Result {
        #if Tracing
        if let tracing {
            return try await tracing.run("write") { _ async throws in try await writeOnce(notes: notes, body) }
        }
        #endif
        return try await writeOnce(notes: notes, body)
    }

    @inline(__always)
    private func writeOnce<Result>(
        notes: (Swift.Result<Void, any Error>) -> Bool,
        _ body: (PGConnection) async throws -> Result
    ) async throws -> Result {
        let lease = try await leaseForWriting()
        lease.load.begin()
        defer {
            lease.pool.endLease(lease.connection)
            // How long a write takes says nothing of how fast the node reads.
            lease.load.end(.abandoned, after: .zero, at: now)
        }
        do {
            let result = try await body(lease.connection)
            if notes(.success(())) { RoutingScope.session?.noteWrite() }
            return result
        } catch {
            if let failure = error as? PGError, lease.connection.tells(failure) {
                noteTrafficFailure(on: lease.node, failure)
            }
            if notes(.failure(error)) { RoutingScope.session?.noteWrite() }
            throw error
        }
    }

    private struct WriteLease {
        let connection: PGConnection
        let pool: PGPool
        let node: NodeRuntime
        let load: NodeLoad
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
        // What was rolled back was not written; what may have been committed counts.
        try await write(notes: { outcome in
            guard case .failure(let error) = outcome else { return true }
            return (error as? PGError)?.code == .outcomeUnknown
        }) { connection in
            try await connection.withTransaction(isolationLevel: isolationLevel, body)
        }
    }

    private func leaseForWriting() async throws -> WriteLease {
        let deadline = ContinuousClock.now + configuration.writePool.acquireTimeout
        while true {
            let view = view
            let decision = decide(RoutingRequest(intent: .write), in: view, ticket: ticket(for: .write), at: now)
            guard let position = decision.position else {
                try await awaitPrimary(decision, until: deadline)
                continue
            }
            let node = view.nodes[position]
            guard let pool = node.writePool else {
                throw RoutingError(
                    code: .noPrimary,
                    message: "the router sent a write to \(node.id), which is not the primary",
                    node: node.id
                )
            }
            do throws(PGError) {
                let connection = try await pool.lease(until: deadline)
                return WriteLease(connection: connection, pool: pool, node: node, load: view.topology.loads[position])
            } catch {
                noteTrafficFailure(on: node, error)
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
        let (failure, isWatched) = state.withLock { state -> (PGError?, Bool) in
            guard let primary = state.topology.primaryPosition else { return (nil, state.isProbing) }
            let failure = state.failure(of: state.view.nodes[primary])
            if failure?.isWorthWaitingFor == true, state.isProbing { state.addWaiter(waiter) }
            return (failure, state.isProbing)
        }
        guard let failure else {
            // It has come back since the decision, or it is up and may not take writes.
            if decide(RoutingRequest(intent: .write)).position != nil { return }
            throw refusal
        }
        guard isWatched else {
            // Only probes eject, so they have ended since, with the cluster.
            throw PGError(
                .poolShutDown,
                "the cluster is shut down, and the write was not sent: the primary is down: \(failure.message)",
                server: failure.server,
                underlying: failure
            )
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
