// SPDX-License-Identifier: Apache-2.0

public import Logging
internal import Synchronization

/// Connections to one server, lent one at a time.
///
/// Connections are opened when they are needed, kept, and closed when they have been idle for long or have grown old.
/// The pool needs no task of its own and works from the start; ``shutdown(deadline:)`` ends it.
///
/// While the server cannot be reached and nothing is open, callers fail at once with the reason. The pool then tries
/// one connection at a time, with pauses that grow from 100 ms to 5 s, however many callers there are; once the
/// server is back it opens one at a time, then two, four and so on.
public final class PGPool: Sendable {
    typealias Machine = PoolStateMachine<ConnectionDriver>

    struct State: Sendable {
        var machine: Machine
        var alarm = Alarm()
        var waiters = NumberTable<PoolWaiter>()
        /// Attempts under way, to be called off.
        var attempts: [ObjectIdentifier: ConnectOperation] = [:]
        var drained: [CheckedContinuation<Void, Never>] = []
        var lastConnectError: PGError?
    }

    /// The label of the server, as in its configuration.
    public var server: String { configuration.label }

    let configuration: PGConfiguration
    let pool: PGPoolConfiguration
    let group: PGEventLoopGroup
    let timers: PGEventLoop
    let observer: PoolObserver?
    let multiplexer: PGMultiplexer?
    let logger: Logger
    let nextWaiter = Atomic<UInt64>(1)
    let state: Mutex<State>

    /// Makes a pool, which opens its minimum of connections in the background.
    ///
    /// - Parameters:
    ///   - configuration: The server.
    ///   - pool: Size and times.
    ///   - group: The event loops that drive the connections; they have to outlive the pool.
    ///   - logger: Told of lost connections and the server's notices.
    /// - Throws: ``PGError`` with the code `invalidConfiguration`.
    public convenience init(
        _ configuration: PGConfiguration,
        pool: PGPoolConfiguration = .init(),
        on group: PGEventLoopGroup,
        logger: Logger = Logger(label: "PGClient")
    ) throws(PGError) {
        try self.init(configuration, pool: pool, on: group, logger: logger, observer: .forPool(of: configuration))
    }

    init(
        _ configuration: PGConfiguration,
        pool: PGPoolConfiguration,
        on group: PGEventLoopGroup,
        logger: Logger,
        observer: PoolObserver?
    ) throws(PGError) {
        try pool.validate()
        self.configuration = configuration
        self.pool = pool
        self.group = group
        self.logger = logger
        self.observer = observer
        timers = group.nextLoop()
        multiplexer =
            if let multiplexing = pool.multiplexing {
                try PGMultiplexer(configuration, multiplexing: multiplexing, on: group, logger: logger)
            } else {
                nil
            }
        let seed = UInt64.random(in: .min ... .max)
        state = Mutex(State(machine: Machine(pool, seed: seed, sampleInterval: observer?.sampleInterval)))
        if pool.minimumConnections > 0 || observer != nil { tick() }
    }

    /// Lends a connection for the time of `body`.
    ///
    /// - Parameters:
    ///   - deadline: Until when to wait for a connection. Default: the pool's acquire time-out from now.
    ///   - leaseDeadline: Until when `body` may use the connection. Then its statements fail with `leaseTimedOut`, what runs
    ///     is cancelled on the server and a transaction is rolled back, and the connection goes to the next caller, even
    ///     if `body` waits for something else. Default: as long as it takes.
    ///   - body: What to do with it. Whatever it leaves running is cancelled on the server; a transaction it leaves
    ///     open is rolled back.
    /// - Throws: What `body` throws; ``PGError`` with the code `acquireTimedOut`, `poolShutDown`, `cancelled`, or the
    ///   reason why no connection could be opened.
    @inlinable  // What suspends or is generic costs a frame, a switch of executors and copies by way of metadata.
    public func withConnection<Result>(
        acquireDeadline deadline: ContinuousClock.Instant? = nil,
        leaseDeadline: ContinuousClock.Instant? = nil,
        _ body: (PGConnection) async throws -> Result
    ) async throws -> Result {
        let connection: PGConnection
        if let warm = try leaseWarm() { connection = warm } else { connection = try await lease(until: deadline) }
        defer { endLease(connection) }
        if let leaseDeadline { connection.setLeaseDeadline(leaseDeadline) }
        return try await body(connection)
    }

    /// What the pool holds now and has done so far. Cheap: it counts nothing that is not counted already.
    public var statistics: PGPoolStatistics { state.withLock { $0.machine.statistics } }

    deinit {
        let (attempts, live) = state.withLock { (Array($0.attempts.values), $0.machine.connections) }
        for attempt in attempts { attempt.cancel() }
        for driver in live { driver.close(PGError(.poolShutDown, "the pool is gone")) }
    }
}
