// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

extension PGPool {
    /// Takes an idle connection out, to be lent or for one statement.
    ///
    /// - Returns: `nil` where none is idle, or the one that is has to be looked at first; ``lease(until:)`` then waits.
    func takeWarm() -> ConnectionDriver? {
        let now = observer == nil ? MonotonicInstant.coarse : .now
        guard let driver = state.withLock({ $0.machine.takeWarm(now) }) else { return nil }
        if let observer { observer.waited(.now - now) }
        return driver
    }

    /// Lends an idle connection until ``endLease(_:)``.
    ///
    /// - Returns: As ``takeWarm()``.
    /// - Throws: ``PGError`` with the code `cancelled`.
    @usableFromInline
    package func leaseWarm() throws(PGError) -> PGConnection? {
        try refuseIfCancelled()
        return takeWarm().map(PGConnection.init)
    }

    /// Lends a connection until ``endLease(_:)``.
    ///
    /// - Parameter deadline: Until when to wait for one. Default: the pool's acquire time-out from now.
    /// - Throws: As ``withConnection(acquireDeadline:_:)``.
    @usableFromInline
    package func lease(until deadline: ContinuousClock.Instant? = nil) async throws(PGError) -> PGConnection {
        try await lease(by: deadline.map { MonotonicInstant($0) })
    }

    @inline(__always)
    func lease(by deadline: MonotonicInstant?) async throws(PGError) -> PGConnection {
        let start = observer == nil ? MonotonicInstant.coarse : .now
        var now = start
        while true {
            try refuseIfCancelled()
            switch state.withLock({ $0.machine.takeIdle(now) }) {
            case .use(let driver)?:
                return lend(driver, askedAt: start)
            case .check(let driver, let idleSince)?:
                if try await check(driver, idleSince: idleSince, until: deadline ?? start + pool.acquireTimeout, now) {
                    return lend(driver, askedAt: start)
                }
                now = .now
            case nil:
                return lend(try await wait(until: deadline ?? start + pool.acquireTimeout, .now), askedAt: start)
            }
        }
    }

    private func refuseIfCancelled() throws(PGError) {
        guard !Task.isCancelled else {
            throw PGError(.cancelled, "the task was cancelled before it asked for a connection", server: server)
        }
    }

    @usableFromInline
    package func endLease(_ connection: PGConnection) {
        let driver = connection.driver
        if let observer {
            let now = MonotonicInstant.now
            if let use = state.withLock({ $0.machine.endUse(driver, now) }) { observer.used(use) }
        }
        end(connection.lease, of: driver)
    }

    func end(_ lease: ConnectionDriver.LeaseID, of driver: ConnectionDriver) {
        switch driver.release(lease) {
        case .settled: connectionDidSettle(driver)
        case .pending: break
        case .closed: connectionDidClose(driver, PoolCloseReason.unusable.error)
        }
    }

    private func lend(_ driver: ConnectionDriver, askedAt start: MonotonicInstant) -> PGConnection {
        if let observer { observer.waited(.now - start) }
        return PGConnection(driver)
    }

    func waitInQueue(
        until deadline: MonotonicInstant,
        _ now: MonotonicInstant
    ) async throws(PGError) -> ConnectionDriver {
        let id = newWaiterID()
        return try await withTaskCancellationHandler {
            await withSoleContinuation { enqueue(.lease($0), id, deadline: deadline, now) }
        } onCancel: {
            giveUp(id)
        }.get()
    }

    func newWaiterID() -> Machine.WaiterID { nextWaiter.wrappingAdd(1, ordering: .relaxed).oldValue }

    func enqueue(
        _ waiter: PoolWaiter,
        _ id: Machine.WaiterID,
        deadline: MonotonicInstant,
        _ now: MonotonicInstant
    ) {
        handle { state, effects in
            // Under the lock that `giveUp` takes too: either it finds the waiter, or we see the cancellation.
            if Task.isCancelled {
                let error = PGError(.cancelled, "the task was cancelled while it asked for a connection")
                effects.failed = [(waiter, error)]
                return
            }
            switch state.machine.lease(id, deadline: deadline, now) {
            case .take(.use(let driver)), .take(.check(let driver, _)):
                // It came back a moment ago.
                effects.served = (waiter, driver)
            case .wait(let connects):
                state.waiters[id] = waiter
                effects.connects = connects
            case .refuseShutDown:
                effects.failed = [(waiter, PoolCloseReason.shutDown.error)]
            case .refuseFailing(let instant):
                effects.failed = [(waiter, state.connectError().whilePausing(for: instant - now))]
            }
        }
    }

    func giveUp(_ id: Machine.WaiterID) {
        handle { state, effects in
            guard state.machine.giveUp(id) else { return }
            state.fail([id], PGError(.cancelled, "the task was cancelled while it waited for a connection"), &effects)
        }
    }
}

// MARK: - What connections report

extension PGPool: ConnectionOwner {
    func connectionDidSettle(_ connection: ConnectionDriver) {
        let now = observer == nil ? MonotonicInstant.coarse : .now
        var use: Duration?
        let (action, alarm, waiter) = state.withLock { state in
            // Of a statement without a lease; the end of a lease has been noted already.
            if observer != nil { use = state.machine.endUse(connection, now) }
            let action = state.machine.settled(connection, now)
            let alarm = state.alarm.request(state.machine.nextTick)
            guard case .hand(_, let id) = action else { return (action, alarm, PoolWaiter?.none) }
            return (action, alarm, state.waiters.removeValue(for: id))
        }
        if let use { observer?.used(use) }
        if let alarm { schedule(alarm) }
        switch action {
        case .none: break
        case .hand(let driver, _): if let waiter { serve(waiter, driver) }
        case .close(let driver, let reason): driver.close(reason.error)
        }
    }

    func connectionDidClose(_ connection: ConnectionDriver, _ error: PGError) {
        let now = MonotonicInstant.now
        let isOurs = error.code == .connectionClosed || error.code == .unsupported
        handle { state, effects in
            state.apply(state.machine.closed(connection, isOurs ? .unusable : .lost, now), &effects)
        }
    }
}
