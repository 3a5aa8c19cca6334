// SPDX-License-Identifier: Apache-2.0

extension PoolStateMachine {
    /// Does what is due. It may come early or late.
    mutating func tick(_ now: Instant) -> TickAction {
        guard !isShutDown else {
            nextTick = nil
            return TickAction()
        }
        nextTick = sampleInterval.map { now + $0 }
        var action = TickAction()
        action.timedOut = waiters.takeExpired(now)
        totals.acquireTimeouts += action.timedOut.count
        closeOld(now, &action)
        closeUnused(now, &action)
        action.connects = connectIfUseful(now)

        if let instant = waiters.earliestDeadline { wake(at: instant) }
        if let instant = nextIdleTimeout { wake(at: instant) }
        for rest in idle {
            if let instant = live[number(of: rest.connection)]?.expires { wake(at: instant) }
        }
        return action
    }

    /// When the connection that has rested longest has rested too long; `nil` while the minimum keeps it.
    @inline(__always)  // A call would copy the machine.
    var nextIdleTimeout: Instant? {
        guard let limit = idleTimeout, usableCount > configuration.minimumConnections else { return nil }
        return idle.first.map { $0.since + limit }
    }

    private mutating func closeOld(_ now: Instant, _ action: inout TickAction) {
        let old = idle.filter { rest in
            live[number(of: rest.connection)]?.expires.map { $0 <= now } ?? false
        }
        close(old, .lifetime)
        action.close += old.map { ($0.connection, .lifetime) }
    }

    private mutating func closeUnused(_ now: Instant, _ action: inout TickAction) {
        guard let limit = idleTimeout else { return }
        let surplus = max(0, usableCount - configuration.minimumConnections)
        let unused = Array(idle.prefix(surplus).prefix { $0.since + limit <= now })
        close(unused, .idle)
        action.close += unused.map { ($0.connection, .idle) }
    }

    /// A connection did not pass its check: it ends, and where it just did not answer, those end with it that have been
    /// idle for at least as long and so have met the same fate.
    ///
    /// - Returns: The connections to close.
    mutating func checkFailed(_ connection: Connection, idleSince: Instant, isSilent: Bool) -> [Connection] {
        markClosing(connection, .failedCheck)
        let others = isSilent ? idle.filter { $0.since <= idleSince } : []
        close(others, .failedCheck)
        return [connection] + others.map(\.connection)
    }

    private mutating func close(_ resting: [Idle], _ reason: PoolCloseReason) {
        guard !resting.isEmpty else { return }
        for rest in resting { markClosing(rest.connection, reason) }
        idle = idle.filter { live[number(of: $0.connection)]?.closing == nil }
    }
}
