// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization

extension PGPool {
    func connect(_ order: ConnectOrder) {
        for _ in 0..<order.count { connect(order.attempt) }
    }

    private func connect(_ attempt: ConnectOrder.Attempt) {
        do throws(PGError) {
            let operation = try ConnectOperation(configuration, group: group, owner: self, logger: logger) {
                [weak self] operation, outcome in
                if let self {
                    ended(attempt, operation, outcome)
                } else if case .success(let driver) = outcome {
                    driver.close(PGError(.poolShutDown, "the pool is gone"))
                }
            }
            let isCalledOff = state.withLock { state in
                state.attempts[ObjectIdentifier(operation)] = operation
                return state.machine.isShutDown || attempt.generation != state.machine.generation
            }
            if isCalledOff { operation.cancel() } else { operation.start() }
        } catch {
            ended(attempt, nil, .failure(error))
        }
    }

    private func ended(
        _ attempt: ConnectOrder.Attempt,
        _ operation: ConnectOperation?,
        _ outcome: Result<ConnectionDriver, PGError>
    ) {
        switch outcome {
        case .success(let driver): succeeded(attempt, operation, driver)
        case .failure(let error): failed(attempt, operation, error)
        }
    }

    private func succeeded(
        _ attempt: ConnectOrder.Attempt,
        _ operation: ConnectOperation?,
        _ driver: ConnectionDriver
    ) {
        let now = MonotonicInstant.now
        observer?.created(now - attempt.startedAt)
        handle { state, effects in
            state.forget(operation)
            if attempt.generation == state.machine.generation { state.lastConnectError = nil }
            let action = state.machine.connected(driver, attempt, now)
            state.apply(action.returns, &effects)
            effects.connects = action.connects
        }
        // It may have been lost before the pool knew it.
        if driver.isClosed { connectionDidClose(driver, PoolCloseReason.lost.error) }
    }

    private func failed(_ attempt: ConnectOrder.Attempt, _ operation: ConnectOperation?, _ error: PGError) {
        if error.code != .cancelled {
            logger.debug("could not connect", metadata: ["server": "\(server)", "reason": "\(error.message)"])
        }
        let now = MonotonicInstant.now
        handle { state, effects in
            state.forget(operation)
            // What an eviction called off says nothing about the server as it is now.
            if attempt.generation == state.machine.generation { state.lastConnectError = error }
            state.apply(state.machine.connectFailed(attempt, now), &effects)
        }
    }

    /// Ends the pause after a failed attempt at once, because somebody else has seen the server answer.
    ///
    /// Callers that come from now on are no longer refused with the old reason; the first of them tries a connection.
    package func serverIsBack() {
        let now = MonotonicInstant.now
        handle { state, effects in effects.connects = state.machine.serverIsBack(now) }
    }
}

extension PGPool.State {
    fileprivate mutating func forget(_ operation: ConnectOperation?) {
        if let operation { attempts[ObjectIdentifier(operation)] = nil }
    }
}
