// SPDX-License-Identifier: Apache-2.0

public import PGClient
public import ReplicaRouting

extension PGCluster {
    /// Runs `body` on a read-only connection to the node that the read policy chooses.
    ///
    /// ```swift
    /// let titles = try await cluster.read {
    ///     try await $0.query("SELECT title FROM stack WHERE project = \(pid)", as: String.self)
    /// }
    /// ```
    ///
    /// A statement that writes fails with SQLSTATE 25006, on the primary too.
    ///
    /// When the node fails before it has returned any rows, or a standby cancels a statement because of recovery,
    /// `body` runs again on another node. So it should do nothing but read. Once rows have arrived it is not run again.
    ///
    /// - Parameters:
    ///   - target: Where the read wants to go. Default: where the scope says (``withPrimary(_:)``), else anywhere.
    ///   - body: What to read.
    /// - Throws: What `body` throws; `RoutingError` where no node may serve the read; `PGError` where those that may
    ///   have failed, with the reason of each.
    @inlinable
    public func read<Value>(
        from target: ReadTarget = .any,
        _ body: (PGConnection) async throws -> Value
    ) async throws -> Value {
        try await read(RoutingRequest(intent: .read, target: target), body)
    }

    /// Runs `body` on a read-only connection to a node that fits a request: how stale its data may be, which tags or zone it
    /// should have, what is preferred. Otherwise it is ``read(from:_:)``.
    ///
    /// ```swift
    /// let request = RoutingRequest(intent: .read, staleness: StalenessLimit(time: .seconds(2)))
    /// let titles = try await cluster.read(request) { try await $0.query("SELECT title FROM stack", as: String.self) }
    /// ```
    ///
    /// - Parameter request: What the read wants; its intent is taken to be a read.
    @inlinable  // The caller knows what `body` is and returns; what is not generic stands apart.
    public func read<Value>(
        _ request: RoutingRequest,
        _ body: (PGConnection) async throws -> Value
    ) async throws -> Value {
        #if Tracing
        if isTraced { return try await tracedRead(request, body) }
        #endif
        guard let attempt = beginWarm(request) else {
            var plan = plan(request)
            return try await read(&plan, body)
        }
        do {
            let value = try await body(attempt.connection)
            finish(attempt)
            return value
        } catch {
            var plan = try plan(request, after: attempt, error)
            return try await read(&plan, body)
        }
    }

    /// Runs one statement that reads on the node that the read policy chooses.
    ///
    /// It is ``read(from:_:)`` for a single statement. Where the configuration of the read pool has
    /// `multiplexing`, it shares a few pipelined connections with other tasks and so reaches more
    /// queries a second than a pool can; the statement must then return rows.
    ///
    /// - Throws: As ``read(from:_:)``.
    public func query(_ query: PGQuery, from target: ReadTarget = .any) async throws -> PGResult {
        #if Tracing
        if isTraced { return try await tracedQuery(query, from: target) }
        #endif
        guard let choice = chooseAtOnce(RoutingRequest(intent: .read, target: target)) else {
            var plan = plan(RoutingRequest(intent: .read, target: target))
            return try await self.query(query, &plan)
        }
        count(in: choice.view)
        do throws(PGError) {
            let result = try await choice.node.query(query)
            finish(choice)
            return result
        } catch {
            return try await self.query(query, from: target, after: choice, error)
        }
    }

    /// Runs one statement that reads and decodes the first column of its rows; see ``query(_:from:)``.
    @inlinable
    public func query<Value: PGDecodable>(
        _ query: PGQuery,
        as type: Value.Type,
        from target: ReadTarget = .any
    ) async throws -> [Value] {
        try await self.query(query, from: target).decode(as: type)
    }

    /// Runs one statement that reads and decodes its rows, a column for each type; see ``query(_:from:)``.
    @inlinable
    public func query<each Column: PGDecodable>(
        _ query: PGQuery,
        as types: (repeat each Column).Type,
        from target: ReadTarget = .any
    ) async throws -> [(repeat each Column)] {
        try await self.query(query, from: target).decode(as: types)
    }
}
