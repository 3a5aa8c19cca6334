// SPDX-License-Identifier: Apache-2.0

public import Logging
internal import Synchronization

/// Connections to one server, lent one at a time.
///
/// Connections are opened when they are needed and kept. It needs no task of its own and works from the start;
/// ``shutdown(deadline:)`` ends it.
public final class PGPool: Sendable {
    fileprivate typealias Machine = PoolStateMachine<ConnectionDriver>
    fileprivate typealias Waiter = CheckedContinuation<Result<ConnectionDriver, PGError>, Never>

    fileprivate struct State: Sendable {
        var machine: Machine
        var waiters: [Machine.WaiterID: Waiter] = [:]
        /// Attempts under way, to be cancelled at shutdown.
        var attempts: [ObjectIdentifier: ConnectOperation] = [:]
        var live: [ObjectIdentifier: ConnectionDriver] = [:]
        var drained: [CheckedContinuation<Void, Never>] = []
        var lastConnectError: PGError?
    }

    /// The label of the server, as in its configuration.
    public var server: String { configuration.label }

    private let configuration: PGConfiguration
    private let pool: PGPoolConfiguration
    private let group: PGEventLoopGroup
    private let timers: PGEventLoop
    private let logger: Logger
    private let nextWaiter = Atomic<UInt64>(1)
    private let state: Mutex<State>

    /// Makes a pool; no connection is opened yet.
    ///
    /// - Parameters:
    ///   - configuration: The server.
    ///   - pool: Size and waiting time.
    ///   - group: The event loops that drive the connections; they have to outlive the pool.
    ///   - logger: Told of lost connections and the server's notices.
    /// - Throws: ``PGError`` with the code `invalidConfiguration`.
    public init(
        _ configuration: PGConfiguration,
        pool: PGPoolConfiguration = .init(),
        on group: PGEventLoopGroup,
        logger: Logger = Logger(label: "PGClient")
    ) throws(PGError) {
        try pool.validate()
        self.configuration = configuration
        self.pool = pool
        self.group = group
        self.logger = logger
        timers = group.nextLoop()
        state = Mutex(State(machine: Machine(maximum: pool.maximumConnections)))
    }

    /// Lends a connection for the time of `body`.
    ///
    /// - Parameters:
    ///   - deadline: Until when to wait for a connection. Default: the pool's acquire time-out from now.
    ///   - body: What to do with it. Whatever it leaves running is cancelled on the server; a transaction it leaves open
    ///     is rolled back.
    /// - Throws: What `body` throws; ``PGError`` with the code `acquireTimedOut`, `poolShutDown`, `cancelled`, or the
    ///   reason why no connection could be opened.
    public func withConnection<Result>(
        acquireDeadline deadline: ContinuousClock.Instant? = nil,
        _ body: (PGConnection) async throws -> Result
    ) async throws -> Result {
        let connection = try await lease(until: deadline)
        defer { endLease(connection) }
        return try await body(connection)
    }

    // MARK: Leases

    package func lease(until deadline: ContinuousClock.Instant? = nil) async throws(PGError) -> PGConnection {
        let id = nextWaiter.wrappingAdd(1, ordering: .relaxed).oldValue
        let outcome: Result<ConnectionDriver, PGError> = await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                enqueue(waiter, id, deadline: deadline ?? .now + pool.acquireTimeout)
            }
        } onCancel: {
            giveUp(id) { _ in PGError(.cancelled, "the task was cancelled while it waited for a connection") }
        }
        return PGConnection(try outcome.get())
    }

    package func endLease(_ connection: PGConnection) {
        let driver = connection.driver
        switch driver.release(connection.lease) {
        case .settled: connectionDidSettle(driver)
        case .pending: break
        case .closed: connectionDidClose(driver, PGError(.connectionClosed, "the connection was closed"))
        }
    }

    private func enqueue(_ waiter: Waiter, _ id: Machine.WaiterID, deadline: ContinuousClock.Instant) {
        enum Outcome {
            case answer(Result<ConnectionDriver, PGError>)
            case wait(connects: Bool)
        }
        let outcome = state.withLock { state -> Outcome in
            // Under the lock that `giveUp` takes too: either it finds the waiter, or we see the cancellation.
            if Task.isCancelled {
                let error = PGError(.cancelled, "the task was cancelled before it asked for a connection")
                return .answer(.failure(error.from(server)))
            }
            switch state.machine.lease(id) {
            case .use(let driver):
                return .answer(.success(driver))
            case .refuseShutDown:
                return .answer(.failure(PGError(.poolShutDown, "the pool is shut down", server: server)))
            case .wait(let connects):
                state.waiters[id] = waiter
                return .wait(connects: connects)
            }
        }
        switch outcome {
        case .answer(let answer):
            waiter.resume(returning: answer)
        case .wait(let connects):
            timers.schedule(at: deadline) { [weak self] in self?.acquireTimedOut(id) }
            if connects { connect() }
        }
    }

    private func acquireTimedOut(_ id: Machine.WaiterID) {
        giveUp(id) { state in
            let cause = state.lastConnectError.map { "; the last attempt to connect failed: \($0.message)" } ?? ""
            return PGError(
                .acquireTimedOut,
                "no connection became free in time: \(state.machine.liveCount) of at most "
                    + "\(state.machine.maximum) are open, \(state.machine.idleCount) of them idle, and "
                    + "\(state.machine.waiterCount) other callers wait\(cause)",
                underlying: state.lastConnectError
            )
        }
    }

    private func giveUp(_ id: Machine.WaiterID, _ error: (borrowing State) -> PGError) {
        let (waiter, error) = state.withLock { state -> (Waiter?, PGError?) in
            guard state.machine.giveUp(id) else { return (nil, nil) }
            return (state.waiters.removeValue(forKey: id), error(state).from(server))
        }
        if let waiter, let error { waiter.resume(returning: .failure(error)) }
    }

    // MARK: Connecting

    private func connect() {
        do throws(PGError) {
            let operation = try ConnectOperation(configuration, group: group, owner: self, logger: logger) {
                [weak self] operation, outcome in
                if let self {
                    attemptEnded(operation, outcome)
                } else if case .success(let driver) = outcome {
                    driver.close(PGError(.poolShutDown, "the pool is gone"))
                }
            }
            let isShutDown = state.withLock { state in
                state.attempts[ObjectIdentifier(operation)] = operation
                return state.machine.isShutDown
            }
            if isShutDown { operation.cancel() } else { operation.start() }
        } catch {
            attemptEnded(nil, .failure(error))
        }
    }

    private func attemptEnded(_ operation: ConnectOperation?, _ outcome: Result<ConnectionDriver, PGError>) {
        switch outcome {
        case .success(let driver):
            let action = state.withLock { state -> Machine.ReturnAction in
                state.forget(operation)
                state.lastConnectError = nil
                state.live[ObjectIdentifier(driver)] = driver
                return state.machine.connected(driver)
            }
            perform(action)
            // It may have been lost before the pool knew it.
            if driver.isClosed { connectionDidClose(driver, PGError(.connectionLost, "the connection was lost")) }
        case .failure(let error):
            if error.code != .cancelled {
                logger.debug("could not connect", metadata: ["server": "\(server)", "reason": "\(error.message)"])
            }
            let (waiters, drained) = state.withLock { state -> ([Waiter], [CheckedContinuation<Void, Never>]) in
                state.forget(operation)
                state.lastConnectError = error
                let action = state.machine.connectFailed()
                let waiters = action.waiters.compactMap { state.waiters.removeValue(forKey: $0) }
                return (waiters, action.isDrained ? state.takeDrained() : [])
            }
            for waiter in waiters { waiter.resume(returning: .failure(Self.answer(to: error).from(server))) }
            for continuation in drained { continuation.resume() }
        }
    }

    /// An attempt that the pool called off was not cancelled by any of those who wait for it.
    private static func answer(to error: PGError) -> PGError {
        guard error.code == .cancelled else { return error }
        return PGError(.connectFailed, "the attempt to connect was called off, because the server was found to be down")
    }

    private func perform(_ action: Machine.ReturnAction) {
        switch action {
        case .none:
            break
        case .hand(let driver, let id):
            let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
            waiter?.resume(returning: .success(driver))
        case .close(let driver):
            driver.close(PGError(.poolShutDown, "the pool is shut down"))
        }
    }

    // MARK: The end

    /// Closes every connection, leased ones too, and fails every waiter, because the server is known to be gone. Later
    /// leases connect anew.
    ///
    /// - Parameter reason: What statements under way and waiters are told.
    package func evict(_ reason: PGError) {
        let (waiters, attempts, live) = state.withLock { state in
            let waiters = state.machine.evict().compactMap { state.waiters.removeValue(forKey: $0) }
            return (waiters, Array(state.attempts.values), Array(state.live.values))
        }
        for waiter in waiters { waiter.resume(returning: .failure(reason)) }
        for attempt in attempts { attempt.cancel() }
        for driver in live { driver.close(reason) }
    }

    /// Ends the pool: no new leases, callers that wait get `poolShutDown`, idle connections are closed, leased ones when
    /// they come back.
    ///
    /// - Parameter deadline: When connections that are still leased are closed under their users, whose statements then
    ///   fail. Default: never.
    public func shutdown(deadline: ContinuousClock.Instant? = nil) async {
        if let deadline {
            timers.schedule(at: deadline) { [weak self] in self?.closeAll() }
        }
        await withCheckedContinuation { continuation in
            let action = state.withLock { state -> Machine.ShutDownAction in
                let action = state.machine.shutDown()
                if !action.isDrained { state.drained.append(continuation) }
                return action
            }
            if action.isDrained { continuation.resume() }
            let (waiters, attempts) = state.withLock { state in
                (action.waiters.compactMap { state.waiters.removeValue(forKey: $0) }, Array(state.attempts.values))
            }
            let error = PGError(.poolShutDown, "the pool is shut down", server: server)
            for waiter in waiters { waiter.resume(returning: .failure(error)) }
            for attempt in attempts { attempt.cancel() }
            for driver in action.close { driver.close(error) }
        }
    }

    private func closeAll() {
        for driver in state.withLock({ Array($0.live.values) }) {
            driver.close(PGError(.poolShutDown, "the pool was shut down and its deadline has passed"))
        }
    }

    deinit {
        let (attempts, live) = state.withLock { (Array($0.attempts.values), Array($0.live.values)) }
        for attempt in attempts { attempt.cancel() }
        for driver in live { driver.close(PGError(.poolShutDown, "the pool is gone")) }
    }
}

// MARK: - What connections report

extension PGPool: ConnectionOwner {
    func connectionDidSettle(_ connection: ConnectionDriver) {
        perform(state.withLock { $0.machine.settled(connection) })
    }

    func connectionDidClose(_ connection: ConnectionDriver, _ error: PGError) {
        let (connects, drained) = state.withLock { state -> (Bool, [CheckedContinuation<Void, Never>]) in
            state.live[ObjectIdentifier(connection)] = nil
            let action = state.machine.closed(connection)
            return (action.connects, action.isDrained ? state.takeDrained() : [])
        }
        if connects { connect() }
        for continuation in drained { continuation.resume() }
    }
}

extension PGPool.State {
    fileprivate mutating func forget(_ operation: ConnectOperation?) {
        if let operation { attempts[ObjectIdentifier(operation)] = nil }
    }

    fileprivate mutating func takeDrained() -> [CheckedContinuation<Void, Never>] {
        defer { drained = [] }
        return drained
    }
}
