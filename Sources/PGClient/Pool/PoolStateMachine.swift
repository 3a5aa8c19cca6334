// SPDX-License-Identifier: Apache-2.0

internal import DequeModule

/// The bookkeeping of a pool: which connections are idle, who waits, how many attempts to connect are under way.
///
/// Its promise: a waiter always has somebody to serve it. There is a live connection that will come back, or an
/// attempt to connect under way; where the last of both fails, every waiter fails with the reason at once.
///
/// | state | event | action |
/// | --- | --- | --- |
/// | running | `lease`, one idle | `use` the one used last |
/// | running | `lease`, none idle | `wait`, and `connect` while there is room |
/// | running | `connected`, `settled` with waiters | `hand` to the first waiter |
/// | running | `connected`, `settled` without | the connection is idle |
/// | running | `connectFailed`, others live | nothing: their return serves the waiters |
/// | running | `connectFailed`, none live | `fail` all waiters |
/// | running | `closed`, with unserved waiters | `connect` |
/// | running | `evict` | `fail` all waiters; the owner closes every connection |
/// | running | `shutDown` | `fail` all waiters, `close` the idle ones |
/// | draining | `lease` | refuse |
/// | draining | `settled`, `connected` | `close` |
/// | draining | the last connection is gone | `drained` |
struct PoolStateMachine<Connection: AnyObject & Sendable>: Sendable {
    typealias WaiterID = UInt64

    enum LeaseAction: Sendable {
        case use(Connection)
        case wait(connects: Bool)
        case refuseShutDown
    }

    enum ReturnAction: Sendable {
        case none
        case hand(Connection, WaiterID)
        case close(Connection)
    }

    struct CloseAction: Sendable, Equatable {
        var connects = false
        var isDrained = false
    }

    struct FailAction: Sendable, Equatable {
        var waiters: [WaiterID] = []
        var isDrained = false
    }

    struct ShutDownAction: Sendable {
        var waiters: [WaiterID] = []
        var close: [Connection] = []
        var isDrained = false
    }

    let maximum: Int

    /// Last in, first out: what is used often stays warm, the rest can age.
    private var idle: [Connection] = []
    /// Established connections, idle, leased or on their way back.
    private var live: Set<ObjectIdentifier> = []
    private var attempts = 0
    /// In order of arrival; a number that is no longer in `waiting` has been served or has given up.
    private var order: Deque<WaiterID> = []
    private var waiting: Set<WaiterID> = []
    private(set) var isShutDown = false

    init(maximum: Int) {
        self.maximum = maximum
    }

    var liveCount: Int { live.count }
    var idleCount: Int { idle.count }
    var waiterCount: Int { waiting.count }
    var attemptCount: Int { attempts }

    mutating func lease(_ id: WaiterID) -> LeaseAction {
        guard !isShutDown else { return .refuseShutDown }
        if let connection = idle.popLast() { return .use(connection) }
        order.append(id)
        waiting.insert(id)
        return .wait(connects: connectIfUseful())
    }

    /// A waiter gives up: cancelled or out of time.
    ///
    /// - Returns: Whether it was still waiting; otherwise it has been served or failed already.
    mutating func giveUp(_ id: WaiterID) -> Bool {
        guard waiting.remove(id) != nil else { return false }
        if order.count > 2 * waiting.count + 64 { order.removeAll { !waiting.contains($0) } }
        return true
    }

    mutating func connected(_ connection: Connection) -> ReturnAction {
        attempts -= 1
        live.insert(ObjectIdentifier(connection))
        return settled(connection)
    }

    mutating func connectFailed() -> FailAction {
        attempts -= 1
        guard !isShutDown else { return FailAction(isDrained: isDrained) }
        guard live.isEmpty, attempts == 0 else { return FailAction() }
        return FailAction(waiters: takeWaiters())
    }

    /// A connection is idle and without a lease.
    mutating func settled(_ connection: Connection) -> ReturnAction {
        guard live.contains(ObjectIdentifier(connection)) else { return .none }
        guard !isShutDown else { return .close(connection) }
        if let id = nextWaiter() { return .hand(connection, id) }
        idle.append(connection)
        return .none
    }

    mutating func closed(_ connection: Connection) -> CloseAction {
        guard live.remove(ObjectIdentifier(connection)) != nil else { return CloseAction() }
        idle.removeAll { $0 === connection }
        guard !isShutDown else { return CloseAction(isDrained: isDrained) }
        return CloseAction(connects: connectIfUseful())
    }

    /// The server is gone: nobody is to wait for it. Whoever holds the pool closes the live connections and calls
    /// the attempts off; their ends are reported as ever.
    mutating func evict() -> [WaiterID] {
        idle = []
        return takeWaiters()
    }

    mutating func shutDown() -> ShutDownAction {
        guard !isShutDown else { return ShutDownAction(isDrained: isDrained) }
        isShutDown = true
        defer { idle = [] }
        return ShutDownAction(waiters: takeWaiters(), close: idle, isDrained: isDrained)
    }

    /// After a shutdown: whether nothing is left.
    var isDrained: Bool { isShutDown && live.isEmpty && attempts == 0 }

    private mutating func connectIfUseful() -> Bool {
        guard waiting.count > attempts, live.count + attempts < maximum else { return false }
        attempts += 1
        return true
    }

    private mutating func nextWaiter() -> WaiterID? {
        while let id = order.popFirst() {
            if waiting.remove(id) != nil { return id }
        }
        return nil
    }

    private mutating func takeWaiters() -> [WaiterID] {
        defer {
            order = []
            waiting = []
        }
        return order.filter { waiting.contains($0) }
    }
}
