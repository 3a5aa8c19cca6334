// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

extension PGPool {
    /// Closes every connection, leased ones too, calls off the attempts under way, and fails every waiter, because the
    /// server is known to be gone. Later leases connect anew.
    ///
    /// - Parameter reason: What statements under way and waiters are told.
    package func evict(_ reason: PGError) {
        multiplexer?.evict(reason)
        handle { state, effects in
            let action = state.machine.evict()
            state.fail(action.waiters, reason, &effects)
            effects.cancel = Array(state.attempts.values)
            effects.close = action.close.map { ($0, reason) }
        }
    }

    /// Ends the pool: no new leases, callers that wait get `poolShutDown`, idle connections are closed, leased ones
    /// when they come back.
    ///
    /// - Parameter deadline: When connections that are still leased are closed under their users, whose statements then
    ///   fail. Default: never.
    public func shutdown(deadline: ContinuousClock.Instant? = nil) async {
        if let deadline {
            timers.schedule(at: MonotonicInstant(deadline)) { [weak self] in self?.endLeases() }
        }
        async let multiplexed: Void? = multiplexer?.shutdown(deadline: deadline)
        await withCheckedContinuation { continuation in
            handle { state, effects in
                let action = state.machine.shutDown()
                state.drained.append(continuation)
                if action.isDrained { state.takeDrained(&effects) }
                state.fail(action.waiters, PoolCloseReason.shutDown.error, &effects)
                effects.cancel = Array(state.attempts.values)
                effects.close = action.close.map { ($0, PoolCloseReason.shutDown.error) }
            }
        }
        await multiplexed
    }

    private func endLeases() {
        let error = PGError(.poolShutDown, "the pool was shut down and its deadline has passed")
        handle { state, effects in effects.close = state.machine.endLeases().map { ($0, error) } }
    }
}
