// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization

/// Performs what ``ConnectionStateMachine`` says on one `PGconn`.
///
/// The caller's thread sends under the lock, the loop thread receives under the same lock, so a statement costs one
/// hop between threads and libpq never sees two of them at once.
final class ConnectionDriver: ReadinessHandler {
    typealias StatementID = ConnectionStateMachine.StatementID
    typealias LeaseID = ConnectionStateMachine.LeaseID
    typealias Continuation = CheckedContinuation<Result<PGResult, PGError>, Never>

    struct Statement: Sendable {
        let query: PGQuery
        let continuation: Continuation
    }

    struct State: ~Copyable, Sendable {
        var machine = ConnectionStateMachine()
        var handle: LibPQHandle?
        var registration: Registration?
        /// Statements whose callers wait, by number: the one on the wire and the queued ones.
        var statements: [StatementID: Statement] = [:]
        var result: PGResult?
        var failure: PGError?
        var awaitsWritable = false
        /// Whether callers of the current lease have received rows.
        var hasDeliveredRows = false
    }

    let label: String
    let configuration: PGConfiguration
    private let loop: PGEventLoop
    private let group: PGEventLoopGroup
    private let logger: Logger
    private weak let owner: (any ConnectionOwner)?
    private let nextID = Atomic<UInt64>(1)
    private let state: Mutex<State>

    init(
        _ handle: consuming LibPQHandle,
        configuration: PGConfiguration,
        loop: PGEventLoop,
        group: PGEventLoopGroup,
        owner: (any ConnectionOwner)?,
        logger: Logger
    ) {
        self.configuration = configuration
        self.loop = loop
        self.group = group
        self.owner = owner
        self.logger = logger
        label = configuration.label
        state = Mutex(State(handle: handle))
    }

    /// Watches the socket from here on, while the connection is idle too, so that its loss is noticed at once.
    func start() throws(PGError) {
        let outcome = state.withLock { state -> Result<Void, PGError> in
            guard let socket = state.handle?.socket else { return .success(()) }
            return Result { () throws(PGError) in
                state.registration = try loop.register(socket, interest: .readable, handler: self)
            }
        }
        try outcome.get()
    }

    // MARK: Leases

    func beginLease() -> LeaseID {
        let id = newID()
        state.withLock { state in
            state.machine.beginLease(id)
            state.hasDeliveredRows = false
        }
        return id
    }

    enum Release {
        /// Ready for the next lease.
        case settled
        /// The owner hears of it later.
        case pending
        case closed
    }

    /// Ends a lease. What it left running is cancelled on the server; a transaction it left open costs the connection.
    func release(_ lease: LeaseID) -> Release {
        var effects = Effects()
        let release = state.withLock { state -> Release in
            for id in state.machine.takeQueue() {
                effects.deliver(.failure(leaseEnded()), to: state.statements.removeValue(forKey: id))
            }
            switch state.machine.release(lease) {
            case .settle:
                guard state.handle?.isOutsideTransaction == true else {
                    closeLeftOpenTransaction(&state, &effects)
                    return .closed
                }
                return .settled
            case .cancelOnServer(let id):
                effects.deliver(.failure(leaseEnded()), to: state.statements.removeValue(forKey: id))
                requestCancel(of: id, &state, &effects)
                return .pending
            case .wait: return .pending
            case .alreadyClosed: return .closed
            case .ignore: return .pending
            }
        }
        // The caller learns of the close from the return value.
        effects.closed = nil
        perform(effects)
        return release
    }

    /// Whether the current lease has received rows. Until then a read can be repeated elsewhere.
    var hasDeliveredRows: Bool { state.withLock { $0.hasDeliveredRows } }

    var isClosed: Bool { state.withLock { $0.machine.isClosed } }

    func parameterStatus(_ name: String) -> String? {
        state.withLock { $0.handle?.parameterStatus(name) }
    }

    var backendProcessID: Int32? { state.withLock { $0.handle?.backendProcessID } }

    // MARK: Statements

    /// Sends a statement and returns its answer.
    ///
    /// - Parameters:
    ///   - deadline: When it is given up with `statementTimedOut` and cancelled on the server.
    ///   - isCancellable: Whether the cancellation of the task gives it up; not so for a rollback.
    func perform(
        _ query: PGQuery,
        lease: LeaseID,
        deadline: ContinuousClock.Instant? = nil,
        isCancellable: Bool = true
    ) async throws(PGError) -> PGResult {
        try query.validate()
        let id = newID()
        let outcome: Result<PGResult, PGError>
        if isCancellable {
            outcome = await withTaskCancellationHandler {
                await submit(query, id, lease: lease, deadline: deadline, isCancellable: true)
            } onCancel: {
                abandon(id, PGError(.cancelled, "the task was cancelled while its statement ran"))
            }
        } else {
            outcome = await submit(query, id, lease: lease, deadline: deadline, isCancellable: false)
        }
        return try outcome.get()
    }

    private func submit(
        _ query: PGQuery,
        _ id: StatementID,
        lease: LeaseID,
        deadline: ContinuousClock.Instant?,
        isCancellable: Bool
    ) async -> Result<PGResult, PGError> {
        if let deadline {
            loop.schedule(at: deadline) { [weak self] in
                self?.abandon(id, PGError(.statementTimedOut, "the statement did not end before its deadline"))
            }
        }
        return await withCheckedContinuation { continuation in
            var effects = Effects()
            let statement = Statement(query: query, continuation: continuation)
            state.withLock { state in
                // Under the lock that the cancellation handler takes too: it sees the statement, or we see it cancelled.
                if isCancellable && Task.isCancelled {
                    let error = PGError(.cancelled, "the task was cancelled before its statement was sent")
                    effects.deliver(.failure(error.from(label)), to: statement)
                    return
                }
                switch state.machine.submit(id, lease: lease) {
                case .send:
                    state.statements[id] = statement
                    send(id, &state, &effects)
                case .queued:
                    state.statements[id] = statement
                case .rejectLeaseEnded:
                    effects.deliver(.failure(leaseEnded()), to: statement)
                case .rejectClosed:
                    let error = PGError(.connectionLost, "the connection was lost before the statement was sent")
                    effects.deliver(.failure(error.from(label)), to: statement)
                }
            }
            perform(effects)
        }
    }

    private func abandon(_ id: StatementID, _ error: PGError) {
        var effects = Effects()
        state.withLock { state in
            switch state.machine.abandon(id) {
            case .none: break
            case .drop:
                effects.deliver(.failure(error.from(label)), to: state.statements.removeValue(forKey: id))
            case .cancelOnServer:
                effects.deliver(.failure(error.from(label)), to: state.statements.removeValue(forKey: id))
                requestCancel(of: id, &state, &effects)
            }
        }
        perform(effects)
    }

    private func requestCancel(of id: StatementID, _ state: inout State, _ effects: inout Effects) {
        guard let request = state.handle?.makeCancelRequest() else {
            close(PGError(.connectionClosed, "a statement that was given up could not be cancelled"), &state, &effects)
            return
        }
        effects.cancelRequest = (request, id)
    }

    /// Closes the connection. Statements under way get `error`.
    func close(_ error: PGError) {
        var effects = Effects()
        state.withLock { state in close(error, &state, &effects) }
        perform(effects)
    }

    // MARK: On the wire

    private func send(_ id: StatementID, _ state: inout State, _ effects: inout Effects) {
        guard let statement = state.statements[id] else { return }
        state.result = nil
        state.failure = nil
        do {
            try state.handle?.send(statement.query)
            try flush(&state)
        } catch {
            close(error, &state, &effects)
        }
    }

    private func flush(_ state: inout State) throws(PGError) {
        guard let registration = state.registration, let result = try state.handle?.flush() else { return }
        // While part of a statement is still here both directions matter: the server may be blocked on its answer.
        let awaitsWritable = result == .pending
        guard awaitsWritable != state.awaitsWritable else { return }
        state.awaitsWritable = awaitsWritable
        try loop.modify(registration, interest: awaitsWritable ? [.readable, .writable] : .readable)
    }

    func socketIsReady(_ readiness: Readiness) {
        var effects = Effects()
        state.withLock { state in
            guard !state.machine.isClosed else { return }
            do throws(PGError) {
                if readiness.contains(.readable) { try state.handle?.consumeInput() }
                if state.awaitsWritable { try flush(&state) }
                effects.notices = state.handle?.takeNotices() ?? []
                receive(&state, &effects)
            } catch {
                effects.notices = state.handle?.takeNotices() ?? []
                // What the server had sent before the end, the reason for it perhaps, still counts.
                receive(&state, &effects)
                close(lossReason(error, effects.notices), &state, &effects)
            }
        }
        perform(effects)
    }

    private func receive(_ state: inout State, _ effects: inout Effects) {
        while state.machine.awaitsReplies {
            guard let reply = state.handle?.nextReply() else { return }
            switch reply {
            case .pending:
                return
            case .result(let result):
                take(result, &state, &effects)
            case .complete:
                if let loss = state.handle?.loss {
                    close(state.failure ?? loss, &state, &effects)
                    return
                }
                complete(&state, &effects)
            }
        }
    }

    private func take(_ result: PGResult, _ state: inout State, _ effects: inout Effects) {
        switch result.outcome {
        case .success:
            state.result = result
        case .failure(let error):
            state.failure = state.failure ?? error
        case .copyIn, .copyOut:
            let error = PGError(.unsupported, "COPY cannot be run as a query; the connection was closed")
            state.failure = error
            close(error, &state, &effects)
        }
    }

    private func complete(_ state: inout State, _ effects: inout Effects) {
        let action = state.machine.completed()
        if let id = action.deliver {
            let outcome = outcome(&state)
            if case .success(let result) = outcome, result.columnCount > 0 { state.hasDeliveredRows = true }
            effects.deliver(outcome, to: state.statements.removeValue(forKey: id))
        }
        apply(action.next, &state, &effects)
    }

    private func outcome(_ state: inout State) -> Result<PGResult, PGError> {
        defer {
            state.result = nil
            state.failure = nil
        }
        if let failure = state.failure { return .failure(failure.from(label)) }
        if let result = state.result { return .success(result) }
        return .failure(PGError(.unsupported, "the server sent no result for the statement", server: label))
    }

    private func apply(_ next: ConnectionStateMachine.Next, _ state: inout State, _ effects: inout Effects) {
        switch next {
        case .none: break
        case .send(let id): send(id, &state, &effects)
        case .settle:
            guard state.handle?.isOutsideTransaction == true else {
                closeLeftOpenTransaction(&state, &effects)
                return
            }
            effects.hasSettled = true
        case .close:
            close(
                PGError(.connectionClosed, "a statement that was given up did not end in time on the server"),
                &state, &effects
            )
        }
    }

    private func closeLeftOpenTransaction(_ state: inout State, _ effects: inout Effects) {
        logger.warning(
            "a transaction was still open when its connection was given back; the connection is closed",
            metadata: ["server": "\(label)"]
        )
        close(PGError(.connectionClosed, "a transaction was left open"), &state, &effects)
    }

    // MARK: The end

    private func close(_ error: PGError, _ state: inout State, _ effects: inout Effects) {
        guard let action = state.machine.close() else { return }
        if let registration = state.registration.take() { loop.remove(registration) }
        let failure = state.failure
        state.handle = nil
        state.result = nil
        state.failure = nil
        if let id = action.running {
            let cause = ConnectionLoss(failure ?? error, isReadOnly: configuration.isReadOnly).errorForRunningStatement
            effects.deliver(.failure(cause.from(label)), to: state.statements.removeValue(forKey: id))
        }
        for id in action.queued {
            let cause = ConnectionLoss(error, isReadOnly: true).errorForQueuedStatement
            effects.deliver(.failure(cause.from(label)), to: state.statements.removeValue(forKey: id))
        }
        effects.closed = error.from(label)
    }

    /// An idle connection is told why it ends by a notice, before the end itself shows.
    private func lossReason(_ error: PGError, _ notices: [PGNotice]) -> PGError {
        guard let last = notices.last(where: { $0.severity == "FATAL" }) else { return error }
        return PGError(
            .connectionLost, last.message, sqlState: last.sqlState.map(SQLState.init(rawValue:)), underlying: error
        )
    }

    // MARK: Effects

    private func perform(_ effects: Effects) {
        for notice in effects.notices { log(notice) }
        effects.resumeCallers()
        if let (request, id) = effects.cancelRequest { sendCancel(request, of: id) }
        if let error = effects.closed {
            logger.debug("connection closed", metadata: ["server": "\(label)", "reason": "\(error.message)"])
            owner?.connectionDidClose(self, error)
        } else if effects.hasSettled {
            owner?.connectionDidSettle(self)
        }
    }

    private func sendCancel(_ request: CancelRequest, of id: StatementID) {
        loop.schedule(at: .now + configuration.cancelTimeout) { [weak self] in
            self?.proceed { $0.drainDeadlineReached(of: id) }
        }
        group.cancelCalls.run { [weak self] in
            // A connection that is closed by now has nothing left to cancel.
            guard let self, !state.withLock({ $0.machine.isClosed }) else { return }
            let succeeded = request.send()
            proceed { $0.cancelReturned(succeeded, of: id) }
        }
    }

    private func proceed(_ event: (inout ConnectionStateMachine) -> ConnectionStateMachine.Next) {
        var effects = Effects()
        state.withLock { state in apply(event(&state.machine), &state, &effects) }
        perform(effects)
    }

    private func log(_ notice: PGNotice) {
        let level: Logger.Level = notice.severity == "WARNING" || notice.severity == "FATAL" ? .warning : .debug
        logger.log(
            level: level,
            "\(notice.message)",
            metadata: ["server": "\(label)", "severity": "\(notice.severity)", "sqlstate": "\(notice.sqlState ?? "")"]
        )
    }

    private func leaseEnded() -> PGError {
        PGError(
            .leaseEnded,
            "the connection was used after it had been given back; use it only inside of the closure it was lent to",
            server: label
        )
    }

    private func newID() -> UInt64 { nextID.wrappingAdd(1, ordering: .relaxed).oldValue }
}
