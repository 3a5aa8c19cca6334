// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

extension PGConnection {
    @usableFromInline
    func setLeaseDeadline(_ deadline: ContinuousClock.Instant) {
        driver.setDeadline(MonotonicInstant(deadline), of: lease)
    }
}

extension ConnectionDriver {
    /// Ends a lease at an instant, if its user has not done so by then. Its statements fail with `leaseTimedOut`, and the
    /// connection goes to the next one.
    func setDeadline(_ deadline: MonotonicInstant, of lease: LeaseID) {
        let alarm = state.withLock { state -> MonotonicInstant? in
            guard state.machine.lease == lease else { return nil }
            state.leaseDeadline = deadline
            return state.alarm.request(deadline)
        }
        if let alarm { schedule(alarm) }
    }

    func schedule(_ instant: MonotonicInstant) {
        loop.schedule(at: instant) { [weak self] in self?.alarmFired(instant) }
    }

    private func alarmFired(_ instant: MonotonicInstant) {
        // An answer that waits in the socket counts, though the loop has come to it late.
        if state.withLock({ $0.statements.earliestDeadline }).map({ $0 <= .now }) ?? false { read(.readable) }
        var effects = Effects()
        let now = MonotonicInstant.now
        let next = state.withLock { state -> MonotonicInstant? in
            state.alarm.fired(instant)
            for id in state.statements.due(now) {
                let error = PGError(.statementTimedOut, "the statement did not end before its deadline")
                abandon(id, error, &state, &effects)
            }
            expireLease(now, &state, &effects)
            return state.alarm.request(
                [state.leaseDeadline, state.statements.earliestDeadline].compactMap { $0 }.min()
            )
        }
        if let next { schedule(next) }
        perform(effects)
    }

    func scheduleLook() {
        // Not weakly: an object that was ever referred to weakly is slower to retain and release for good, and this is soon over.
        loop.schedule(at: .now + LateWatch.grace) { self.lookForLateAnswers() }
    }

    private func lookForLateAnswers() {
        var effects = Effects()
        // Where a caller is in libpq just now, the next look is early enough, and the loop need not wait.
        let continues = state.withLockIfAvailable { state in
            var look = LateLook(limit: state.lateWatch.limit)
            let hasLate = state.statements.makeLate(&look)
            state.lateWatch.looked(next: nextID.load(ordering: .relaxed), continues: look.continues)
            if hasLate {
                let wakes = look.wakes
                effects.add { $0.wakes += wakes }
                takeReadingBack(&state, &effects)
            }
            return look.continues
        }
        if continues ?? true { scheduleLook() }
        perform(effects)
    }

    private func expireLease(_ now: MonotonicInstant, _ state: inout State, _ effects: inout Effects) {
        guard let deadline = state.leaseDeadline, deadline <= now else { return }
        state.leaseDeadline = nil
        guard let lease = state.machine.lease else { return }
        state.expiredLease = lease
        if end(lease, leaseTimedOut(), &state, &effects) == .settled { effects.hasSettled = true }
    }

    func leaseTimedOut() -> PGError {
        PGError(.leaseTimedOut, "the connection was lent until a deadline, which has passed", server: label)
    }
}
