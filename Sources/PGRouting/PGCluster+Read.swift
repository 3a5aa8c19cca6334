// SPDX-License-Identifier: Apache-2.0

public import PGClient
public import ReplicaRouting
internal import Synchronization

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
    public func read<Value>(
        from target: ReadTarget = .any,
        _ body: (PGConnection) async throws -> Value
    ) async throws -> Value {
        try await read(from: target) { try await attempt(body, at: $0) }
    }

    /// Runs one statement that reads on the node that the read policy chooses.
    ///
    /// It is ``read(from:_:)`` for a single statement. Where the configuration of the read pool has
    /// `multiplexing`, it shares a few pipelined connections with other tasks and so reaches more
    /// queries a second than a pool can; the statement must then return rows.
    ///
    /// - Throws: As ``read(from:_:)``.
    public func query(_ query: PGQuery, from target: ReadTarget = .any) async throws -> PGResult {
        try await read(from: target) { try await attempt(query, at: $0) }
    }

    /// Runs one statement that reads and decodes the first column of its rows; see ``query(_:from:)``.
    public func query<Value: PGDecodable>(
        _ query: PGQuery,
        as type: Value.Type,
        from target: ReadTarget = .any
    ) async throws -> [Value] {
        try await self.query(query, from: target).decode(as: type)
    }

    /// Runs one statement that reads and decodes its rows, a column for each type; see ``query(_:from:)``.
    public func query<each Column: PGDecodable>(
        _ query: PGQuery,
        as types: (repeat each Column).Type,
        from target: ReadTarget = .any
    ) async throws -> [(repeat each Column)] {
        try await self.query(query, from: target).decode(as: types)
    }

    /// Tries one node after the other until an attempt ends for good.
    private func read<Value>(
        from target: ReadTarget,
        _ attempt: (_ position: Int) async throws -> Result<Value, PGError>
    ) async throws -> Value {
        let target = target == .any ? RoutingScope.readTarget ?? .any : target
        var request = RoutingRequest(intent: .read, target: target)
        var failures: [PGError] = []
        while true {
            let decision = decide(request)
            guard let position = decision.position else { throw Self.failure(decision, after: failures) }
            switch try await attempt(position) {
            case .success(let value):
                return value
            case .failure(let error):
                request.excluded.insert(position)
                failures.append(error)
                retries.wrappingAdd(1, ordering: .relaxed)
            }
        }
    }

    /// - Returns: The result, or the failure of a node after which another one may be tried.
    /// - Throws: Errors that are final.
    private func attempt<Value>(
        _ body: (PGConnection) async throws -> Value,
        at position: Int
    ) async throws -> Result<Value, PGError> {
        let node = nodes[position]
        let connection: PGConnection
        do throws(PGError) {
            connection = try await node.readPool.lease()
        } catch {
            return try retryable(error, at: position)
        }
        defer { node.readPool.endLease(connection) }
        do {
            return .success(try await body(connection))
        } catch let error as PGError {
            return try retryable(error, at: position, hasDeliveredRows: connection.hasDeliveredRows)
        }
    }

    private func attempt(_ query: PGQuery, at position: Int) async throws -> Result<PGResult, PGError> {
        do throws(PGError) {
            return .success(try await nodes[position].readPool.multiplexed.query(query))
        } catch {
            return try retryable(error, at: position)
        }
    }

    /// - Throws: The error, where no other node is to be tried after it.
    private func retryable<Value>(
        _ error: PGError,
        at position: Int,
        hasDeliveredRows: Bool = false
    ) throws(PGError) -> Result<Value, PGError> {
        noteTrafficFailure(at: position, error)
        let isConflict = nodes[position].role == .replica && error.mayBeRecoveryConflict
        guard error.isServerFailure || isConflict, !hasDeliveredRows else { throw error }
        return .failure(error)
    }

    private static func failure(_ decision: Decision, after failures: [PGError]) -> any Error {
        guard var last = failures.last else {
            return decision.failure ?? RoutingError(code: .noEligibleNode, message: "no node may serve this read")
        }
        guard failures.count > 1 else { return last }
        let reasons = failures.map { "\($0.server ?? "?"): \($0.message)" }.joined(separator: "; ")
        last.underlying = failures.last
        last.message = "no node could serve the read: \(reasons)"
        return last
    }
}
