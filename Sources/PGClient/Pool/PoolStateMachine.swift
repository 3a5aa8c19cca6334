// SPDX-License-Identifier: Apache-2.0

/// The bookkeeping of a pool: which connections are idle, who waits, which attempts to connect are under way, and what
/// is due when. It reads no clock: whoever drives it says what time it is, and calls ``tick(_:)`` at ``nextTick``.
///
/// Its promise: a waiter always has somebody to serve it. There is a live connection that will come back or be
/// replaced, or an attempt to connect under way; where neither is left and no attempt may start yet, every waiter fails at once.
///
/// | state | event | action |
/// | --- | --- | --- |
/// | running | `lease`, one idle | `use` the one used last, or `check` it first after a long rest |
/// | running | `lease`, none idle | `wait`, and connect while there is room and the pace allows it |
/// | failing | `lease` | refuse: nothing is open, and the next attempt is not due |
/// | running | `connected`, `settled` with waiters | `hand` to the first waiter |
/// | running | `connected`, `settled` without | the connection is idle |
/// | running | `settled`, too old | `close` |
/// | running | `connectFailed`, others live | a pause: their return serves the waiters |
/// | running | `connectFailed`, none live | a pause, and all waiters fail |
/// | running | `closed`, with unserved waiters | connect, or fail them during a pause |
/// | running | `tick` | time out waiters, close what is idle or old, connect after a pause and up to the minimum |
/// | running | `evict` | all waiters fail, every connection closes; attempts under way count no more |
/// | running | `serverIsBack` | the pause ends |
/// | running | `shutDown` | all waiters fail, idle connections close |
/// | draining | `lease` | refuse |
/// | draining | `settled`, `connected` | `close` |
/// | draining | the last connection is gone | drained |
struct PoolStateMachine<Connection: AnyObject & Sendable>: Sendable {
    typealias WaiterID = WaiterQueue.ID
    typealias Instant = MonotonicInstant

    /// An established connection: idle, leased, on its way back, or on its way out.
    struct Entry: Sendable {
        let connection: Connection
        let generation: UInt64
        /// When it is too old; `nil` where age does not matter.
        let expires: Instant?
        var leasedAt: Instant?
        /// Set once its end has been ordered.
        var closing: PoolCloseReason?
    }

    struct Idle: Sendable {
        let connection: Connection
        let since: Instant
    }

    let configuration: PGPoolConfiguration
    let healthCheckAfterIdle: MonotonicInterval?
    let idleTimeout: MonotonicInterval?
    /// How often `tick` is wanted although nothing may be due; `nil`: not at all.
    let sampleInterval: Duration?

    /// By the number of the connection.
    var live = NumberTable<Entry>()
    /// In the order in which they came to rest. Last in, first out: what is used often stays warm, the rest can age.
    var idle: [Idle] = []
    var closingCount = 0
    var attempts = 0
    /// Attempts that began before the last eviction: they hold a place until they end.
    var staleAttempts = 0
    var generation: UInt64 = 0
    var waiters = WaiterQueue()
    var pace: ConnectPace
    var jitter: PoolJitter
    var totals = PGPoolStatistics()
    private(set) var isShutDown = false
    /// When ``tick(_:)`` is wanted at the latest.
    var nextTick: Instant?

    init(_ configuration: PGPoolConfiguration, seed: UInt64, sampleInterval: Duration? = nil) {
        self.configuration = configuration
        healthCheckAfterIdle = configuration.healthCheckAfterIdle.map(MonotonicInterval.init)
        idleTimeout = configuration.idleTimeout.map(MonotonicInterval.init)
        self.sampleInterval = sampleInterval
        pace = ConnectPace(maximum: configuration.maximumConnections)
        jitter = PoolJitter(seed: seed)
    }

    var isObserved: Bool { sampleInterval != nil }

    /// Live connections that are not on their way out.
    var usableCount: Int { live.count - closingCount }

    var statistics: PGPoolStatistics {
        var statistics = totals
        statistics.idle = idle.count
        statistics.leased = usableCount - idle.count
        statistics.connecting = attempts + staleAttempts
        statistics.waiting = waiters.count
        return statistics
    }

    // MARK: Leases

    /// The connection that was used last, if one is idle; without a wait, whoever waits already has been served.
    mutating func takeIdle(_ now: Instant) -> Taken? {
        if let connection = takeWarm(now) { return .use(connection) }
        guard let last = idle.popLast() else { return nil }
        if isObserved { live.update(number(of: last.connection)) { $0.leasedAt = now } }
        return .check(last.connection, idleSince: last.since)
    }

    /// As ``takeIdle(_:)``, and only a connection that can be used as it is.
    mutating func takeWarm(_ now: Instant) -> Connection? {
        guard !idle.isEmpty else { return nil }
        if let limit = healthCheckAfterIdle, idle[idle.count - 1].since + limit <= now { return nil }
        let connection = idle.removeLast().connection
        if isObserved { live.update(number(of: connection)) { $0.leasedAt = now } }
        return connection
    }

    mutating func lease(_ id: WaiterID, deadline: Instant, _ now: Instant) -> LeaseAction {
        guard !isShutDown else { return .refuseShutDown }
        if let taken = takeIdle(now) { return .take(taken) }
        if let instant = refusal(now) { return .refuseFailing(nextAttempt: instant) }
        waiters.append(id, deadline: deadline)
        wake(at: deadline)
        return .wait(connectIfUseful(now))
    }

    /// A waiter gives up before its deadline.
    ///
    /// - Returns: Whether it was still waiting; otherwise it has been served or failed already.
    mutating func giveUp(_ id: WaiterID) -> Bool { waiters.remove(id) }

    /// A connection has come to rest: its lease has ended and nothing runs on it.
    mutating func settled(_ connection: Connection, _ now: Instant) -> ReturnAction {
        let standing = live.update(number(of: connection)) { entry in
            entry.closing == nil ? (generation: entry.generation, expires: entry.expires) : nil
        }
        guard let (generation, expires) = standing else { return .none }
        if let reason = reasonToClose(generation: generation, expires: expires, now) {
            markClosing(connection, reason)
            return .close(connection, reason)
        }
        if let id = waiters.popFirst() {
            if isObserved { live.update(number(of: connection)) { $0.leasedAt = now } }
            return .hand(connection, id)
        }
        idle.append(Idle(connection: connection, since: now))
        if let expires { wake(at: expires) }
        if let instant = nextIdleTimeout { wake(at: instant) }
        return .none
    }

    private func reasonToClose(generation: UInt64, expires: Instant?, _ now: Instant) -> PoolCloseReason? {
        if isShutDown { return .shutDown }
        if generation != self.generation { return .evicted }
        if let expires, expires <= now { return .lifetime }
        return nil
    }

    /// How long the current user has had the connection. Asked once, when its lease ends.
    mutating func endUse(_ connection: Connection, _ now: Instant) -> Duration? {
        live.update(number(of: connection)) { $0.leasedAt.take() }.map { now - $0 }
    }

    // MARK: Parts

    @inline(__always)
    func number(of connection: Connection) -> UInt64 { UInt64(UInt(bitPattern: ObjectIdentifier(connection))) }

    mutating func markClosing(_ connection: Connection, _ reason: PoolCloseReason) {
        let isNew = live.update(number(of: connection)) { entry in
            defer { entry.closing = entry.closing ?? reason }
            return entry.closing == nil
        }
        if isNew == true { closingCount += 1 }
    }

    mutating func wake(at instant: Instant) {
        if nextTick.map({ instant < $0 }) ?? true { nextTick = instant }
    }

    mutating func beginShutDown() { isShutDown = true }
}
