// SPDX-License-Identifier: Apache-2.0

internal import PGClient

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
}
