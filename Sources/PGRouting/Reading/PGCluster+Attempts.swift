// SPDX-License-Identifier: Apache-2.0

public import PGClient

extension PGCluster {
    /// Chooses a node and takes a connection to it, as long as neither needs to wait.
    ///
    /// - Returns: `nil` where one of them does; ``begin(_:)`` then decides again.
    @usableFromInline
    func beginWarm(_ plan: ReadPlan) -> ReadAttempt? {
        guard let choice = chooseAtOnce(plan) else { return nil }
        guard let connection = choice.node.leaseWarm() else {
            choice.load.end(.abandoned, after: .zero, at: plan.start)
            return nil
        }
        return ReadAttempt(choice: choice, connection: connection)
    }

    /// Chooses a node and waits for a connection to it, on one node after the other where some fail.
    ///
    /// - Throws: As ``choose(_:)``, and what is final for the read.
    @usableFromInline
    func begin(_ plan: inout ReadPlan) async throws -> ReadAttempt {
        while true {
            let choice = try await choose(&plan)
            do throws(PGError) {
                return ReadAttempt(choice: choice, connection: try await choice.node.readPool.lease())
            } catch {
                try fail(choice, error, &plan)
            }
        }
    }

    /// Runs `body` on a connection, and on those of other nodes where it fails for reasons of the node's.
    @inlinable
    @inline(__always)
    func carryOut<Value>(
        _ first: ReadAttempt,
        _ plan: inout ReadPlan,
        _ body: (PGConnection) async throws -> Value
    ) async throws -> Value {
        var attempt = first
        while true {
            do {
                let value = try await body(attempt.connection)
                finish(attempt)
                return value
            } catch {
                try fail(attempt, error, &plan)
                attempt = try await begin(&plan)
            }
        }
    }

    /// Runs one statement, on one node after the other where some fail.
    @inline(__always)
    func carryOut(_ query: PGQuery, _ plan: inout ReadPlan) async throws -> PGResult {
        while true {
            let choice = try await choose(&plan)
            do throws(PGError) {
                let result = try await choice.node.readPool.multiplexed.query(query)
                finish(choice)
                return result
            } catch {
                try fail(choice, error, &plan)
            }
        }
    }

    @usableFromInline
    func finish(_ attempt: ReadAttempt) {
        attempt.choice.node.endLease(attempt.connection)
        finish(attempt.choice)
    }

    @usableFromInline
    func fail(_ attempt: ReadAttempt, _ error: any Error, _ plan: inout ReadPlan) throws {
        let hasDeliveredRows = attempt.connection.hasDeliveredRows
        attempt.choice.node.endLease(attempt.connection)
        try fail(attempt.choice, error, hasDeliveredRows: hasDeliveredRows, &plan)
    }
}
