// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization

extension PGPool {
    /// How long an idle connection may take to show that it still answers.
    private static let checkTimeout = Duration.seconds(1)

    /// Asks a connection that has long been idle for one round trip: an empty statement, which the server answers
    /// without doing anything.
    ///
    /// - Returns: Whether it answered; otherwise the pool has it no more.
    func checkAnswer(
        _ driver: ConnectionDriver,
        idleSince: MonotonicInstant,
        until deadline: MonotonicInstant,
        _ now: MonotonicInstant
    ) async throws(PGError) -> Bool {
        let lease = driver.beginLease()
        // Half of the caller's time is kept for getting another connection.
        let limit = min(Self.checkTimeout, (deadline - now) / 2)
        do {
            _ = try await driver.perform("", lease: lease, deadline: now + limit)
            return true
        } catch {
            let isSilent = error.code == .statementTimedOut
            guard error.code != .cancelled, !isSilent || limit == Self.checkTimeout else {
                // Perhaps just slow. The end of its lease finds out: it comes back when the server has answered.
                end(lease, of: driver)
                if isSilent { return false }
                throw error
            }
            logger.debug("idle connection failed its check", metadata: ["server": "\(server)", "reason": "\(error)"])
            handle { state, effects in
                let dead = state.machine.checkFailed(driver, idleSince: idleSince, isSilent: isSilent)
                effects.close = dead.map { ($0, PoolCloseReason.failedCheck.error) }
            }
            return false
        }
    }
}
