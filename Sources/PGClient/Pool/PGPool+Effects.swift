// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

extension PGPool {
    /// What an event leaves to be done once the pool's lock is open again.
    struct Effects {
        var served: (waiter: PoolWaiter, driver: ConnectionDriver)?
        var failed: [(waiter: PoolWaiter, error: PGError)] = []
        var close: [(driver: ConnectionDriver, error: PGError)] = []
        var cancel: [ConnectOperation] = []
        var connects: ConnectOrder?
        var drained: [CheckedContinuation<Void, Never>] = []
    }

    /// Brings an event to the state machine under the lock and performs what follows from it afterwards.
    func handle(_ event: (inout State, inout Effects) -> Void) {
        var effects = Effects()
        let alarm = state.withLock { state in
            event(&state, &effects)
            return state.alarm.request(state.machine.nextTick)
        }
        if let alarm { schedule(alarm) }
        perform(effects)
    }

    private func perform(_ effects: Effects) {
        if let (waiter, driver) = effects.served { serve(waiter, driver) }
        for (waiter, error) in effects.failed { waiter.fail(error.from(server)) }
        for attempt in effects.cancel { attempt.cancel() }
        for (driver, error) in effects.close { driver.close(error) }
        if let order = effects.connects { connect(order) }
        for continuation in effects.drained { continuation.resume() }
    }

    /// To be called once for each waiter, while no lock is held.
    func serve(_ waiter: PoolWaiter, _ driver: ConnectionDriver) {
        switch waiter {
        case .lease(let continuation):
            continuation.resume(returning: .success(driver))
        case .statement(let waiting):
            if let observer { observer.waited(.now - waiting.start) }
            waiting.send(over: driver)
        }
    }

    func schedule(_ instant: MonotonicInstant) {
        timers.schedule(at: instant) { [weak self] in
            guard let self else { return }
            state.withLock { $0.alarm.fired(instant) }
            tick()
        }
    }

    /// Lets the state machine do what is due.
    func tick() {
        let now = MonotonicInstant.now
        var statistics = PGPoolStatistics()
        var timeouts = 0
        handle { state, effects in
            let action = state.machine.tick(now)
            timeouts = action.timedOut.count
            if timeouts > 0 { state.fail(action.timedOut, state.acquireTimedOut(), &effects) }
            effects.close = action.close.map { ($0.connection, $0.reason.error) }
            effects.connects = action.connects
            statistics = state.machine.statistics
        }
        guard let observer else { return }
        for _ in 0..<timeouts { observer.timedOut() }
        observer.sampled(statistics)
    }
}

extension PGPool.State {
    mutating func fail(_ ids: [PGPool.Machine.WaiterID], _ error: PGError, _ effects: inout PGPool.Effects) {
        for id in ids {
            if let waiter = waiters.removeValue(for: id) { effects.failed.append((waiter, error)) }
        }
    }

    mutating func apply(_ action: PGPool.Machine.ReturnAction, _ effects: inout PGPool.Effects) {
        switch action {
        case .none:
            break
        case .hand(let driver, let id):
            effects.served = waiters.removeValue(for: id).map { ($0, driver) }
        case .close(let driver, let reason):
            effects.close = [(driver, reason.error)]
        }
    }

    mutating func apply(_ action: PGPool.Machine.LossAction, _ effects: inout PGPool.Effects) {
        if !action.waiters.isEmpty { fail(action.waiters, connectError(), &effects) }
        effects.connects = action.connects
        if action.isDrained { takeDrained(&effects) }
    }

    mutating func takeDrained(_ effects: inout PGPool.Effects) {
        effects.drained = drained
        drained = []
    }

    /// Why nothing is open.
    func connectError() -> PGError {
        lastConnectError ?? PGError(.connectFailed, "the server could not be reached")
    }

    func acquireTimedOut() -> PGError {
        PGError.acquireTimedOut(machine.statistics, machine.configuration, lastConnectError)
    }
}
