// SPDX-License-Identifier: Apache-2.0

public import PGClient
public import ReplicaRouting

extension PGCluster {
    /// Chooses a node and takes a connection to it, as long as neither needs to wait.
    ///
    /// - Returns: `nil` where one of them does; ``begin(_:)`` then decides anew.
    @usableFromInline
    func beginWarm(_ request: RoutingRequest) -> ReadAttempt? {
        guard let choice = chooseAtOnce(request) else { return nil }
        guard let connection = choice.node.leaseWarm() else {
            choice.load.end(.abandoned, after: .zero, at: choice.start)
            return nil
        }
        count(in: choice.view)
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

    @usableFromInline
    func finish(_ attempt: ReadAttempt) {
        attempt.choice.node.endLease(attempt.connection)
        finish(attempt.choice)
    }

    @usableFromInline
    func fail(_ attempt: ReadAttempt, _ error: any Error, _ plan: inout ReadPlan) throws {
        let hasDeliveredRows = attempt.connection.hasDeliveredRows
        let isOfNode = attempt.connection.tells(error)
        attempt.choice.node.endLease(attempt.connection)
        try fail(attempt.choice, error, isOfNode: isOfNode, hasDeliveredRows: hasDeliveredRows, &plan)
    }

    /// Goes on with a read whose first attempt was made without a plan and has failed.
    ///
    /// - Throws: The error, where no other node is to be tried.
    @usableFromInline
    func plan(_ request: RoutingRequest, after attempt: ReadAttempt, _ error: any Error) throws -> ReadPlan {
        var plan = plan(request, after: attempt.choice)
        try fail(attempt, error, &plan)
        return plan
    }

    /// Makes attempts until one succeeds.
    ///
    /// - Throws: As ``begin(_:)``, and what is final for the read.
    @inlinable
    func read<Value>(_ plan: inout ReadPlan, _ body: (PGConnection) async throws -> Value) async throws -> Value {
        while true {
            let attempt = try await begin(&plan)
            do {
                let value = try await body(attempt.connection)
                finish(attempt)
                return value
            } catch {
                try fail(attempt, error, &plan)
            }
        }
    }

    /// Goes on with a statement whose first attempt was made without a plan and has failed.
    ///
    /// - Throws: The error, where no other node is to be tried, and as ``query(_:_:)``.
    func query(
        _ query: PGQuery,
        from target: ReadTarget,
        after choice: ReadChoice,
        _ error: PGError
    ) async throws -> PGResult {
        var plan = plan(RoutingRequest(intent: .read, target: target), after: choice)
        try fail(choice, error, isOfNode: error.isOfNode, &plan)
        return try await self.query(query, &plan)
    }

    /// Sends a statement to one node after the other until one answers.
    ///
    /// - Throws: As ``choose(_:)``, and what is final for the statement.
    func query(_ query: PGQuery, _ plan: inout ReadPlan) async throws -> PGResult {
        while true {
            let choice = try await choose(&plan)
            do throws(PGError) {
                let result = try await choice.node.query(query)
                finish(choice)
                return result
            } catch {
                try fail(choice, error, isOfNode: error.isOfNode, &plan)
            }
        }
    }
}
