// SPDX-License-Identifier: Apache-2.0

extension PoolStateMachine {
    mutating func connected(
        _ connection: Connection,
        _ attempt: ConnectOrder.Attempt,
        _ now: Instant
    ) -> ConnectedAction {
        ended(attempt)
        totals.opened += 1
        live[number(of: connection)] = Entry(
            connection: connection,
            generation: attempt.generation,
            expires: configuration.maximumLifetime.map { now + ($0 - jitter.upToAQuarter(of: $0)) }
        )
        if attempt.generation == generation { pace.attemptSucceeded(inRound: attempt.round) }
        let returns = settled(connection, now)
        return ConnectedAction(returns: returns, connects: connectIfUseful(now))
    }

    mutating func connectFailed(_ attempt: ConnectOrder.Attempt, _ now: Instant) -> LossAction {
        ended(attempt)
        guard !isShutDown else { return LossAction(isDrained: isDrained) }
        guard attempt.generation == generation else { return LossAction(connects: connectIfUseful(now)) }
        totals.failedAttempts += 1
        pace.attemptFailed(inRound: attempt.round, startedAt: attempt.startedAt, &jitter)
        let failed = usableCount == 0 && attempts == 0 ? waiters.takeAll() : []
        return LossAction(waiters: failed, connects: connectIfUseful(now))
    }

    /// A connection has ended, whoever ended it.
    ///
    /// - Parameter reason: Counted unless the pool has ordered the end for one of its own.
    mutating func closed(_ connection: Connection, _ reason: PoolCloseReason, _ now: Instant) -> LossAction {
        guard let entry = live.removeValue(for: number(of: connection)) else { return LossAction() }
        if entry.closing != nil {
            closingCount -= 1
        } else {
            idle.removeAll { $0.connection === connection }
        }
        totals.closed.count(entry.closing ?? reason)
        guard !isShutDown else { return LossAction(isDrained: isDrained) }
        let failed = refusal(now) == nil ? [] : waiters.takeAll()
        return LossAction(waiters: failed, connects: connectIfUseful(now))
    }

    /// Somebody else has seen the server answer: what is wanted is tried at once.
    mutating func serverIsBack(_ now: Instant) -> ConnectOrder? {
        pace.serverIsBack()
        return connectIfUseful(now)
    }

    /// When the next attempt may start, where a caller has nothing to wait for until then.
    func refusal(_ now: Instant) -> Instant? {
        guard usableCount == 0, attempts == 0, let instant = pace.resumesAt, now < instant else { return nil }
        return instant
    }

    /// One attempt for each waiter and for each connection that the minimum lacks, within room and pace.
    mutating func connectIfUseful(_ now: Instant) -> ConnectOrder? {
        guard !isShutDown else { return nil }
        let wanted = max(waiters.count, configuration.minimumConnections - usableCount) - attempts
        let room = configuration.maximumConnections - live.count - attempts - staleAttempts
        let count = min(wanted, room, pace.limit - attempts)
        guard count > 0 else { return nil }
        if let instant = pace.resumesAt, now < instant {
            wake(at: instant)
            return nil
        }
        attempts += count
        return ConnectOrder(
            count: count,
            attempt: ConnectOrder.Attempt(generation: generation, round: pace.round, startedAt: now)
        )
    }

    private mutating func ended(_ attempt: ConnectOrder.Attempt) {
        if attempt.generation == generation { attempts -= 1 } else { staleAttempts -= 1 }
    }
}
