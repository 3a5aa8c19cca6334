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
    public func read<Result>(
        from target: ReadTarget = .any,
        _ body: (PGConnection) async throws -> Result
    ) async throws -> Result {
        let target = target == .any ? RoutingScope.readTarget ?? .any : target
        var request = RoutingRequest(intent: .read, target: target)
        var failures: [PGError] = []
        while true {
            let decision = decide(request)
            guard let position = decision.position else { throw Self.failure(decision, after: failures) }
            switch try await attempt(body, at: position) {
            case .success(let result):
                return result
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
    ) async throws -> Swift.Result<Value, PGError> {
        let node = nodes[position]
        let connection: PGConnection
        do throws(PGError) {
            connection = try await node.readPool.lease()
        } catch {
            noteTrafficFailure(at: position, error)
            guard error.isServerFailure else { throw error }
            return .failure(error)
        }
        defer { node.readPool.endLease(connection) }
        do {
            return .success(try await body(connection))
        } catch let error as PGError {
            noteTrafficFailure(at: position, error)
            let isRetryable = error.isServerFailure || (node.role == .replica && error.mayBeRecoveryConflict)
            guard isRetryable, !connection.hasDeliveredRows else { throw error }
            return .failure(error)
        }
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
