// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization

/// Performs what ``ConnectionStateMachine`` says on one `PGconn`.
///
/// The caller's thread sends under the lock, and the answer is read under the same lock, so libpq never sees two threads at
/// once. A caller on the loop's thread leaves the reading to the loop. One on another thread reads by itself: the loop only tells
/// it that something has come, and neither waits for the lock while the other is in libpq, nor hands memory from thread to
/// thread. Where that takes long the loop takes the reading back, so that nobody waits for a task that gets no time.
///
/// The socket's events are told of once each, since one that another thread is to read would be told of over and over. After
/// each reading that may have left something behind, the loop is asked to look again.
final class ConnectionDriver: ReadinessHandler {
    typealias StatementID = ConnectionStateMachine.StatementID
    typealias LeaseID = ConnectionStateMachine.LeaseID

    struct State: ~Copyable, Sendable {
        var machine = ConnectionStateMachine()
        /// Whether bytes can stay in the socket though libpq has read.
        let isEncrypted: Bool
        var handle: LibPQHandle?
        var socket = SocketWatch()
        /// Whether the turn to read is a caller's.
        var isCallersTurn = false
        /// Statements whose callers wait, by number: the one on the wire and the queued ones.
        var statements = StatementTable()
        var result: PGResult?
        var failure: PGError?
        var exchange = StatementExchange()
        var cache: StatementCache
        var trace = SessionTrace()
        /// The statement that cleans up after a lease, while it runs.
        var reset: StatementID?
        var copyPhase = CopyPhase.none
        var notificationHandler: (@Sendable (PGNotification) -> Void)?
        /// Whether the consumer of a stream has enough for now, and nothing is read.
        var isPaused = false
        /// Whether callers of the current lease have received rows.
        var hasDeliveredRows = false
        var alarm = Alarm()
        var lateWatch = LateWatch()
        var leaseDeadline: MonotonicInstant?
        /// The last lease that was ended at its deadline.
        var expiredLease: LeaseID?
    }

    let label: String
    let configuration: PGConfiguration
    let loop: PGEventLoop
    let group: PGEventLoopGroup
    let logger: Logger
    weak let owner: (any ConnectionOwner)?
    let nextID = Atomic<UInt64>(1)
    let state: Mutex<State>
    /// Taken inside of the lock of ``state``, or alone.
    let turn = Mutex(ReadingTurn())

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
        let cache = StatementCache(capacity: configuration.statementCacheSize)
        state = Mutex(State(isEncrypted: handle.isEncrypted, handle: handle, cache: cache))
    }

    /// Watches the socket from here on, while the connection is idle too, so that its loss is noticed at once.
    func start() throws(PGError) {
        let outcome = state.withLock { state -> Result<Void, PGError> in
            guard let descriptor = state.handle?.socket else { return .success(()) }
            return Result { () throws(PGError) in try watch(descriptor, &state) }
        }
        try outcome.get()
    }

    // MARK: Leases

    func beginLease() -> LeaseID {
        let id = newID()
        state.withLock { state in
            state.machine.beginLease(id)
            state.hasDeliveredRows = false
            state.leaseDeadline = nil
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

    /// Ends a lease. What it left running is cancelled on the server, a transaction it left open is rolled back, and what it
    /// left in the session is undone.
    func release(_ lease: LeaseID) -> Release {
        var effects = Effects()
        let release = state.withLock { state in end(lease, leaseEnded(), &state, &effects) }
        // The caller learns of the close from the return value.
        if release == .closed { effects.add { $0.closed = nil } }
        perform(effects)
        return release
    }

    func end(
        _ lease: LeaseID,
        _ error: @autoclosure () -> PGError,
        _ state: inout State,
        _ effects: inout Effects
    ) -> Release {
        if state.machine.hasQueue, state.machine.lease == lease {
            for id in state.machine.takeQueue() {
                effects.deliver(.failure(error()), to: state.statements.removeValue(forKey: id))
            }
        }
        switch state.machine.release(lease) {
        case .settle:
            if settles(&state, &effects) { return .settled }
            return state.machine.isClosed ? .closed : .pending
        case .cancelOnServer(let id):
            effects.deliver(.failure(error()), to: state.statements.removeValue(forKey: id))
            requestCancel(of: id, &state, &effects)
            return .pending
        case .wait: return .pending
        case .alreadyClosed: return .closed
        case .ignore: return .pending
        }
    }

    /// Whether the current lease has received rows. Until then a read can be repeated elsewhere.
    var hasDeliveredRows: Bool { state.withLock { $0.hasDeliveredRows } }

    /// Who is told what is said on the channels that the session listens to.
    func onNotification(_ handler: @escaping @Sendable (PGNotification) -> Void) {
        state.withLock { $0.notificationHandler = handler }
    }

    var isClosed: Bool { state.withLock { $0.machine.isClosed } }

    func parameterStatus(_ name: String) -> String? {
        state.withLock { $0.handle?.parameterStatus(name) }
    }

    var backendProcessID: Int32? { state.withLock { $0.handle?.backendProcessID } }

    // MARK: Statements

    /// Sends a statement and returns its answer.
    ///
    /// - Parameters:
    ///   - lease: Whose statement it is; `nil` where it is the whole use of a connection taken from the pool, which goes back
    ///     by itself.
    ///   - deadline: When it is given up with `statementTimedOut` and cancelled on the server.
    ///   - isCancellable: Whether the cancellation of the task gives it up; not so for a rollback.
    @inline(__always)
    func perform(
        _ query: PGQuery,
        lease: LeaseID?,
        deadline: MonotonicInstant? = nil,
        isCancellable: Bool = true
    ) async throws(PGError) -> PGResult {
        let id = newID()
        guard loop.isCurrent else {
            return try await performReading(query, id, lease: lease, deadline: deadline, isCancellable: isCancellable)
        }
        return try await withStatementCaller { caller in
            let statement = PendingStatement(query, receiver: .whole(caller), deadline: deadline)
            submit(statement, id, lease: lease, unless: isCancellable && Task.isCancelled)
        } onCancel: {
            guard isCancellable else { return }
            abandon(id, PGError(.cancelled, "the task was cancelled while its statement ran"))
        }.get()
    }

    /// Sends a statement, or puts it behind those that are under way; refuses one that is not valid.
    ///
    /// - Parameter isCancelled: Asked under the lock that the cancellation handler takes too: it sees the statement, or we
    ///   see it cancelled.
    func submit(
        _ statement: PendingStatement,
        _ id: StatementID,
        lease: LeaseID?,
        unless isCancelled: @autoclosure () -> Bool = false
    ) {
        var effects = Effects()
        let (alarm, looks) = state.withLock { state -> (MonotonicInstant?, Bool) in
            if let error = refusal(of: statement.query, isCancelled()) {
                effects.deliver(.failure(error.from(label)), to: statement)
                effects.hasSettled = lease == nil && !state.machine.isClosed
                return (nil, false)
            }
            accept(statement, id, lease: lease, &state, &effects)
            return (state.alarm.request(statement.deadline), state.lateWatch.began(id))
        }
        if let alarm { schedule(alarm) }
        if looks { scheduleLook() }
        perform(effects)
    }

    /// Why a statement is not sent.
    private func refusal(of query: PGQuery, _ isCancelled: Bool) -> PGError? {
        do throws(PGError) {
            try query.validate()
            return isCancelled ? PGError(.cancelled, "the task was cancelled before its statement was sent") : nil
        } catch {
            return error
        }
    }

    func accept(
        _ statement: PendingStatement,
        _ id: StatementID,
        lease: LeaseID?,
        _ state: inout State,
        _ effects: inout Effects
    ) {
        switch state.machine.submit(id, lease: lease) {
        case .send:
            let step = state.exchange.begin(statement.query, &state.cache)
            state.statements.insert(statement, id)
            beginReading(statement, id, &state)
            send(step, of: statement, &state, &effects)
        case .queued:
            state.statements.insert(statement, id)
        case .rejectLeaseEnded:
            let error = lease != nil && lease == state.expiredLease ? leaseTimedOut() : leaseEnded()
            effects.deliver(.failure(error), to: statement)
        case .rejectClosed:
            let error = PGError(.connectionLost, "the connection was lost before the statement was sent")
            effects.deliver(.failure(error.from(label)), to: statement)
        }
    }

    func abandon(_ id: StatementID, _ error: PGError) {
        var effects = Effects()
        state.withLock { state in abandon(id, error, &state, &effects) }
        perform(effects)
    }

    func abandon(_ id: StatementID, _ error: PGError, _ state: inout State, _ effects: inout Effects) {
        switch state.machine.abandon(id) {
        case .none: break
        case .drop:
            effects.deliver(.failure(error.from(label)), to: state.statements.removeValue(forKey: id))
        case .cancelOnServer:
            effects.deliver(.failure(error.from(label)), to: state.statements.removeValue(forKey: id))
            requestCancel(of: id, &state, &effects)
        }
    }

    func requestCancel(of id: StatementID, _ state: inout State, _ effects: inout Effects) {
        takeReadingBack(&state, &effects)
        guard let request = state.handle?.makeCancelRequest() else {
            close(PGError(.connectionClosed, "a statement that was given up could not be cancelled"), &state, &effects)
            return
        }
        effects.add { $0.cancelRequest = (request, id) }
        // What is still on its way has to be read to its end, and a copy that is being fed has to be ended.
        if state.copyPhase == .sending {
            state.copyPhase = .none
            try? state.handle?.endCopy(error: "the client called the copy off")
            try? state.socket.flush(&state.handle, on: loop)
        }
        readOn(&state, &effects)
    }

    /// Closes the connection. Statements under way get `error`.
    func close(_ error: PGError) {
        var effects = Effects()
        state.withLock { state in close(error, &state, &effects) }
        perform(effects)
    }

    func leaseEnded() -> PGError {
        PGError(
            .leaseEnded,
            "the connection was used after it had been given back; use it only inside of the closure it was lent to",
            server: label
        )
    }

    func newID() -> UInt64 { nextID.wrappingAdd(1, ordering: .relaxed).oldValue }
}
