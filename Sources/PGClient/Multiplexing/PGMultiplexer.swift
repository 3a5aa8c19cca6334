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
    typealias StatementID = MultiplexerStateMachine.StatementID
    typealias LaneID = MultiplexerStateMachine.LaneID
    private typealias Statement = MultiplexedStatement

    private struct State: Sendable {
        var machine: MultiplexerStateMachine
        /// Statements whose callers wait.
        var statements: [StatementID: Statement] = [:]
        var pipelines: [LaneID: PipelineDriver] = [:]
        /// When statements that were not sent at once are given up, if they still wait; earliest first.
        var deadlines: Deque<(id: StatementID, instant: MonotonicInstant)> = []
        var alarm = Alarm()
        var attempt: ConnectOperation?
        /// Who waits for the last statement under way to end.
        var drained: [CheckedContinuation<Void, Never>] = []

        mutating func takeDrained() -> [CheckedContinuation<Void, Never>] {
            guard !drained.isEmpty, machine.isIdle else { return [] }
            defer { drained = [] }
            return drained
        }

        /// What is to be sent over which connection.
        func sendings(_ assignments: [MultiplexerStateMachine.Assignment]) -> [Sending] {
            assignments.compactMap { assignment in
                guard let statement = statements[assignment.statement], let pipeline = pipelines[assignment.lane] else {
                    return nil
                }
                return Sending(statement: statement, pipeline: pipeline)
            }
        }
    }

    private struct Sending: Sendable {
        var statement: Statement
        var pipeline: PipelineDriver

        func perform() { pipeline.submit(statement) }
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
        state = Mutex(State(machine: MultiplexerStateMachine(multiplexing)))
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
        return try await withTaskCancellationHandler {
            await withSoleContinuation { continuation in
                submit(Statement(id, query, continuation))
            }
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
        let outcome = state.withLock { state -> Outcome in
            // Under the lock that `giveUp` takes too: either it finds the statement, or we see the cancellation.
            if Task.isCancelled {
                return .refuse(PGError(.cancelled, "the task was cancelled before its statement was sent"))
            }
            let action = state.machine.submit(id, now: now)
            if action != .refuseShutDown { state.statements[id] = statement }
            switch action {
            case .send(let lane):
                guard let pipeline = state.pipelines[lane] else {
                    return .refuse(PGError(.connectionLost, "the connection was lost"))
                }
                return .send(pipeline)
            case .wait(let connects):
                let deadline = MonotonicInstant.now + multiplexing.acquireTimeout
                state.deadlines.append((id, deadline))
                return .wait(connects: connects, alarm: state.alarm.request(deadline))
            case .refuseShutDown:
                return .refuse(PGError(.poolShutDown, "the multiplexer is shut down"))
            }
        }
        switch outcome {
        case .send(let pipeline):
            pipeline.submit(statement)
        case .wait(let connects, let alarm):
            if let alarm { schedule(alarm) }
            if connects { connect() }
        case .refuse(let error):
            statement.caller.resume(returning: .failure(error.from(configuration.label)))
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

    private func giveUp(_ id: StatementID, _ error: PGError, onlyWaiting: Bool) {
        let (statement, drained) = state.withLock { state -> (Statement?, [CheckedContinuation<Void, Never>]) in
            guard state.machine.giveUp(id, onlyWaiting: onlyWaiting) != .none else { return (nil, []) }
            return (state.statements.removeValue(forKey: id), state.takeDrained())
        }
        statement?.caller.resume(returning: .failure(error.from(configuration.label)))
        for waiter in drained { waiter.resume() }
    }

    private func fail(_ statements: [Statement], _ error: PGError) {
        for statement in statements {
            statement.caller.resume(returning: .failure(error.from(configuration.label)))
        }
    }

    // MARK: Connecting

    private func connect() {
        do throws(PGError) {
            let operation = try ConnectOperation(configuration, group: group) { [weak self] operation, outcome in
                self?.attemptEnded(operation, outcome)
            }
            state.withLock { $0.attempt = operation }
            operation.start()
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
            let (sendings, connects, isShutDown) = state.withLock { state in
                state.attempt = nil
                state.pipelines[id] = pipeline
                let action = state.machine.opened(id, now: .now)
                return (state.sendings(action.assignments), action.connects, state.machine.isShutDown)
            }
            if isShutDown { pipeline.close(PGError(.poolShutDown, "the multiplexer is shut down")) }
            for sending in sendings { sending.perform() }
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
            let failed = state.machine.openFailed().compactMap { state.statements.removeValue(forKey: $0) }
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
            let failed = state.machine.evict().compactMap { state.statements.removeValue(forKey: $0) }
            defer { state.pipelines = [:] }
            return (failed, Array(state.pipelines.values), state.attempt, state.takeDrained())
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
                let failed = state.machine.shutDown().compactMap { state.statements.removeValue(forKey: $0) }
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
            let failed = state.machine.shutDown().compactMap { state.statements.removeValue(forKey: $0) }
            defer { state.drained = [] }
            return (failed, Array(state.pipelines.values), state.attempt, state.drained)
        }
        fail(failed, error)
        attempt?.cancel()
        for pipeline in pipelines { pipeline.close(error) }
        for waiter in drained { waiter.resume() }
    }

    deinit { shutdown() }
}

extension PGMultiplexer: PipelineDriver.Owner {
    func pipelineDidDeliver(_ deliveries: consuming [PipelineDriver.Delivery], on pipeline: PipelineDriver) {
        var answers = deliveries
        let now = MonotonicInstant.coarse
        let (sendings, drained) = state.withLock { state in
            let count = answers.count
            answers.removeAll { delivery in
                let id = delivery.statement.id
                let isWanted = state.machine.answered(id, isRepairable: delivery.isRepairable)
                return !isWanted || state.statements.removeValue(forKey: id) == nil
            }
            let sendings = state.sendings(state.machine.freed(count, on: pipeline.id, now: now))
            return (sendings, state.takeDrained())
        }
        for answer in answers { answer.statement.caller.resume(returning: answer.outcome) }
        for sending in sendings { sending.perform() }
        for waiter in drained { waiter.resume() }
    }

    func pipelineDidClose(_ pipeline: PipelineDriver, _ error: PGError) {
        let now = MonotonicInstant.now
        let deadline = now + multiplexing.acquireTimeout
        let (failed, sendings, connects, alarm, drained) = state.withLock { state in
            state.pipelines[pipeline.id] = nil
            let action = state.machine.closed(pipeline.id, now: now)
            let failed = action.lost.compactMap { state.statements.removeValue(forKey: $0) }
            // Those that were sent at once have no deadline yet.
            state.deadlines.append(contentsOf: action.waiting.map { ($0, deadline) })
            let alarm = action.waiting.isEmpty ? nil : state.alarm.request(deadline)
            return (failed, state.sendings(action.assignments), action.connects, alarm, state.takeDrained())
        }
        if let alarm { schedule(alarm) }
        fail(failed, error)
        for sending in sendings { sending.perform() }
        if connects { connect() }
        for waiter in drained { waiter.resume() }
    }
}
