// SPDX-License-Identifier: Apache-2.0

internal import DequeModule
public import Logging
internal import Synchronization

/// Runs independent reads of many tasks over a few shared connections, in libpq's pipeline mode: a statement is sent
/// without waiting for the answers to those before it.
///
/// Each query is one statement in a transaction of its own on a read-only connection. An error, or the cancellation of a
/// task, leaves the others untouched. A cancelled statement is not cancelled on the server, where that could hit another
/// one; its answer is dropped. Use a leased connection for transactions, for session settings, and for statements that
/// run long.
public final class PGMultiplexer: PGQuerying {
    private typealias Statement = MultiplexedStatement
    private typealias StatementID = MultiplexedStatement.ID
    private typealias Machine = MultiplexerStateMachine<MultiplexedStatement, PipelineDriver>

    private struct State: Sendable {
        var machine: Machine
        /// When statements that were not sent at once are given up, if they still wait; earliest first.
        var deadlines: Deque<(id: StatementID, instant: MonotonicInstant)> = []
        var alarm = Alarm()
        var lateWatch = LateWatch()
        var attempt: ConnectOperation?
        /// Who waits for the last statement under way to end.
        var drained: [CheckedContinuation<Void, Never>] = []

        mutating func takeDrained() -> [CheckedContinuation<Void, Never>] {
            guard !drained.isEmpty, machine.isIdle else { return [] }
            defer { drained = [] }
            return drained
        }
    }

    let configuration: PGConfiguration
    private let multiplexing: PGMultiplexerConfiguration
    private let group: PGEventLoopGroup
    private let timers: PGEventLoop
    private let logger: Logger
    private let nextID = Atomic<UInt64>(1)
    private let state: Mutex<State>

    /// Makes a multiplexer; no connection is opened yet.
    ///
    /// - Throws: ``PGError`` with the code `invalidConfiguration`.
    public init(
        _ configuration: PGConfiguration,
        multiplexing: PGMultiplexerConfiguration = .init(),
        on group: PGEventLoopGroup,
        logger: Logger = Logger(label: "PGClient")
    ) throws(PGError) {
        try multiplexing.validate()
        var readOnly = configuration
        readOnly.isReadOnly = true
        self.configuration = readOnly
        self.multiplexing = multiplexing
        self.group = group
        self.logger = logger
        timers = group.nextLoop()
        state = Mutex(State(machine: Machine(multiplexing)))
    }

    /// Runs one statement that reads.
    ///
    /// - Throws: ``PGError`` with the SQLSTATE 25006 for a statement that writes, `acquireTimedOut` where no connection
    ///   took it in time, `connectionLost`, `cancelled`, `poolShutDown`, or the reason why no connection could be opened.
    public func query(_ query: PGQuery) async throws(PGError) -> PGResult {
        try await tracedPerform(query)
    }

    @inline(__always)
    func perform(_ query: PGQuery) async throws(PGError) -> PGResult {
        try query.validate()
        let id = nextID.wrappingAdd(1, ordering: .relaxed).oldValue
        return try await withStatementCaller { caller in
            submit(Statement(id, query, caller))
        } onCancel: {
            giveUp(id, PGError(.cancelled, "the task was cancelled while its statement ran"), onlyWaiting: false)
        }.get()
    }

    private func submit(_ statement: Statement) {
        enum Outcome {
            case send(PipelineDriver)
            case wait(connects: Bool, alarm: MonotonicInstant?)
            case refuse(PGError)
        }
        let id = statement.id
        let now = MonotonicInstant.coarse
        let (outcome, looks) = state.withLock { state -> (Outcome, looks: Bool) in
            // Under the lock that `giveUp` takes too: either it finds the statement, or we see the cancellation.
            if Task.isCancelled {
                return (.refuse(PGError(.cancelled, "the task was cancelled before its statement was sent")), false)
            }
            switch state.machine.submit(statement, id, now: now) {
            case .send(let pipeline):
                return (.send(pipeline), state.lateWatch.began(id))
            case .wait(let connects):
                let deadline = MonotonicInstant.now + multiplexing.acquireTimeout
                state.deadlines.append((id, deadline))
                let alarm = state.alarm.request(deadline)
                return (.wait(connects: connects, alarm: alarm), state.lateWatch.began(id))
            case .refuseShutDown:
                return (.refuse(PGError(.poolShutDown, "the multiplexer is shut down")), false)
            }
        }
        if looks { scheduleLook() }
        switch outcome {
        case .send(let pipeline):
            pipeline.submit(statement)
        case .wait(let connects, let alarm):
            if let alarm { schedule(alarm) }
            if connects { connect() }
        case .refuse(let error):
            statement.caller.finish(.failure(error.from(configuration.label)))
        }
    }

    private func schedule(_ instant: MonotonicInstant) {
        timers.schedule(at: instant) { [weak self] in self?.alarmFired(instant) }
    }

    private func alarmFired(_ instant: MonotonicInstant) {
        let now = MonotonicInstant.now
        let (due, next) = state.withLock { state in
            state.alarm.fired(instant)
            var due: [StatementID] = []
            while let first = state.deadlines.first, first.instant <= now {
                due.append(first.id)
                state.deadlines.removeFirst()
            }
            return (due, state.alarm.request(state.deadlines.first?.instant))
        }
        if let next { schedule(next) }
        for id in due {
            let error = PGError(.acquireTimedOut, "no connection took the statement in time: all are busy")
            giveUp(id, error, onlyWaiting: true)
        }
    }

    private func scheduleLook() {
        // Not weakly: an object that was ever referred to weakly is slower to retain and release for good, and this is soon over.
        timers.schedule(at: .now + LateWatch.grace) { self.lookForLateAnswers() }
    }

    private func lookForLateAnswers() {
        let look = state.withLock { state in
            var look = LateLook(limit: state.lateWatch.limit)
            state.machine.update { id, statement in
                if let late = look.visit(id, statement.caller) { statement = statement.answering(late) }
            }
            state.lateWatch.looked(next: nextID.load(ordering: .relaxed), continues: look.continues)
            return look
        }
        if look.continues { scheduleLook() }
        for wake in look.wakes { wake() }
    }

    private func giveUp(_ id: StatementID, _ error: PGError, onlyWaiting: Bool) {
        let (statement, drained) = state.withLock { state -> (Statement?, [CheckedContinuation<Void, Never>]) in
            guard let statement = state.machine.giveUp(id, onlyWaiting: onlyWaiting) else { return (nil, []) }
            return (statement, state.takeDrained())
        }
        statement?.caller.finish(.failure(error.from(configuration.label)))
        for waiter in drained { waiter.resume() }
    }

    private func send(_ assignments: [Machine.Assignment]) {
        for assignment in assignments { assignment.connection.submit(assignment.statement) }
    }

    private func fail(_ statements: [Statement], _ error: PGError) {
        for statement in statements {
            statement.caller.finish(.failure(error.from(configuration.label)))
        }
    }

    // MARK: Connecting

    private func connect() {
        do throws(PGError) {
            let operation = try ConnectOperation(configuration, group: group) { [weak self] operation, outcome in
                self?.attemptEnded(operation, outcome)
            }
            let begins = state.withLock { state in
                guard state.machine.beginsToConnect() else { return false }
                state.attempt = operation
                return true
            }
            if begins { operation.start() }
        } catch {
            openFailed(error)
        }
    }

    private func attemptEnded(_ operation: ConnectOperation, _ outcome: Result<ConnectOperation.Connected, PGError>) {
        do throws(PGError) {
            guard let handle = try outcome.get().take() else { return }
            let id = nextID.wrappingAdd(1, ordering: .relaxed).oldValue
            let pipeline = PipelineDriver(
                handle,
                id: id,
                configuration: configuration,
                loop: operation.loop,
                owner: self,
                logger: logger
            )
            try pipeline.start()
            let (assignments, connects, isShutDown) = state.withLock { state in
                state.attempt = nil
                let action = state.machine.opened(pipeline, now: .now)
                return (action.assignments, action.connects, state.machine.isShutDown)
            }
            if isShutDown { pipeline.close(PGError(.poolShutDown, "the multiplexer is shut down")) }
            send(assignments)
            if connects { connect() }
        } catch {
            openFailed(error)
        }
    }

    private func openFailed(_ error: PGError) {
        // An attempt that was called off was not cancelled by any of those who wait for it.
        let error =
            error.code == .cancelled
            ? PGError(.connectFailed, "the attempt to connect was called off, because the server was found to be down")
            : error
        let (failed, drained) = state.withLock { state in
            state.attempt = nil
            let failed = state.machine.openFailed()
            return (failed, state.takeDrained())
        }
        fail(failed, error)
        for waiter in drained { waiter.resume() }
    }

    // MARK: The end

    /// Closes every connection and fails every statement, because the server is known to be gone. Later statements connect
    /// anew.
    package func evict(_ reason: PGError) {
        let (failed, pipelines, attempt, drained) = state.withLock { state in
            let pipelines = state.machine.connections
            return (state.machine.evict(), pipelines, state.attempt, state.takeDrained())
        }
        fail(failed, reason)
        for waiter in drained { waiter.resume() }
        attempt?.cancel()
        for pipeline in pipelines { pipeline.close(reason) }
    }

    /// Ends the multiplexer as ``shutdown()`` does, once the statements under way have ended.
    ///
    /// - Parameter deadline: When their connections are closed all the same. `nil`: never.
    func shutdown(deadline: ContinuousClock.Instant?) async {
        if let deadline {
            timers.schedule(at: MonotonicInstant(deadline)) { [weak self] in self?.shutdown() }
        }
        await withCheckedContinuation { continuation in
            let (failed, attempt, drained) = state.withLock { state in
                let failed = state.machine.shutDown()
                state.drained.append(continuation)
                return (failed, state.attempt, state.takeDrained())
            }
            fail(failed, PGError(.poolShutDown, "the multiplexer is shut down"))
            attempt?.cancel()
            for waiter in drained { waiter.resume() }
        }
        shutdown()
    }

    /// Ends the multiplexer: statements that wait fail with `poolShutDown`, its connections are closed, and statements
    /// under way on them fail.
    public func shutdown() {
        let error = PGError(.poolShutDown, "the multiplexer is shut down")
        let (failed, pipelines, attempt, drained) = state.withLock { state in
            let failed = state.machine.shutDown()
            defer { state.drained = [] }
            return (failed, state.machine.connections, state.attempt, state.drained)
        }
        fail(failed, error)
        attempt?.cancel()
        for pipeline in pipelines { pipeline.close(error) }
        for waiter in drained { waiter.resume() }
    }

    deinit { shutdown() }
}

extension PGMultiplexer: PipelineDriver.Owner {
    func pipelineDidDeliver(_ deliveries: [PipelineDriver.Delivery], on pipeline: PipelineDriver) {
        let now = MonotonicInstant.coarse
        let (answers, assignments, drained) = state.withLock { state in
            var answers: [(statement: Statement, outcome: StatementOutcome)] = []
            answers.reserveCapacity(deliveries.count)
            for delivery in deliveries {
                // Not the one that the connection has: its caller may have become late meanwhile.
                let statement = state.machine.answered(delivery.id, isRepairable: delivery.isRepairable)
                if let statement { answers.append((statement, delivery.outcome)) }
            }
            let assignments = state.machine.freed(deliveries.count, on: pipeline.id, now: now)
            return (answers, assignments, state.takeDrained())
        }
        for (statement, outcome) in answers { statement.caller.finish(outcome) }
        send(assignments)
        for waiter in drained { waiter.resume() }
    }

    func pipelineDidClose(_ pipeline: PipelineDriver, _ error: PGError) {
        let now = MonotonicInstant.now
        let deadline = now + multiplexing.acquireTimeout
        let (failed, assignments, connects, alarm, drained) = state.withLock { state in
            let action = state.machine.closed(pipeline.id, now: now)
            // Those that were sent at once have no deadline yet.
            state.deadlines.append(contentsOf: action.waiting.map { ($0, deadline) })
            let alarm = action.waiting.isEmpty ? nil : state.alarm.request(deadline)
            return (action.lost, action.assignments, action.connects, alarm, state.takeDrained())
        }
        if let alarm { schedule(alarm) }
        fail(failed, error)
        send(assignments)
        if connects { connect() }
        for waiter in drained { waiter.resume() }
    }
}
