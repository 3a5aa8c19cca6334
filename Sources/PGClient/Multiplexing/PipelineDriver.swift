// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization

/// One connection in libpq's pipeline mode, shared by many tasks.
final class PipelineDriver: Identifiable, ReadinessHandler {
    /// What a statement brought.
    struct Delivery: Sendable {
        let id: MultiplexedStatement.ID
        let outcome: StatementOutcome
        /// The plan was stale or gone: prepare and run it again, which changes nothing, as it is a read.
        let isRepairable: Bool
    }

    /// Who shares the connection; called outside of the lock.
    protocol Owner: AnyObject, Sendable {
        func pipelineDidDeliver(_ deliveries: [Delivery], on pipeline: PipelineDriver)
        /// Whatever has not been delivered never will be.
        func pipelineDidClose(_ pipeline: PipelineDriver, _ error: PGError)
    }

    /// What waits for the loop to send it.
    private struct Outbox: Sendable {
        var statements: [MultiplexedStatement] = []
        /// Whether the loop has been asked to come.
        var isExpected = false
    }

    private struct State: ~Copyable, Sendable {
        var machine = PipelineStateMachine()
        var cache: StatementCache
        /// Names whose plans went stale, to be deallocated with the next statement.
        var stale: [StatementName] = []
        var handle: LibPQHandle?
        var socket = SocketWatch()
        /// Emptied, and used again for the next batch.
        var batch: [MultiplexedStatement] = []
        /// Whether the socket can hold back what it is given.
        var corks = true
        var result: PGResult?
        var failure: PGError?
    }

    private struct Effects {
        var deliveries: [Delivery] = []
        var notices: [PGNotice] = []
        var closed: PGError?

        mutating func takeDeliveries() -> [Delivery] {
            defer { deliveries = [] }
            return deliveries
        }
    }

    let id: UInt64
    private let configuration: PGConfiguration
    private let loop: PGEventLoop
    private let logger: Logger
    private weak let owner: (any Owner)?
    private let outbox = Mutex(Outbox())
    private let state: Mutex<State>

    init(
        _ handle: consuming LibPQHandle,
        id: UInt64,
        configuration: PGConfiguration,
        loop: PGEventLoop,
        owner: any Owner,
        logger: Logger
    ) {
        self.id = id
        self.configuration = configuration
        self.loop = loop
        self.owner = owner
        self.logger = logger
        state = Mutex(State(cache: StatementCache(capacity: configuration.statementCacheSize), handle: handle))
    }

    func start() throws(PGError) {
        let outcome = state.withLock { state -> Result<Void, PGError> in
            Result { () throws(PGError) in
                try state.handle?.enterPipelineMode()
                guard let descriptor = state.handle?.socket else { return }
                try state.socket.begin(descriptor, on: loop, handler: self)
            }
        }
        try outcome.get()
    }

    /// Sends a statement. Its answer, or the end of the connection, reaches the owner.
    ///
    /// The loop does it, for all statements at once that have come together by then: tasks that were answered together ask
    /// together, and libpq is not fought over.
    func submit(_ statement: MultiplexedStatement) {
        let isFirst = outbox.withLock { outbox in
            outbox.statements.append(statement)
            defer { outbox.isExpected = true }
            return !outbox.isExpected
        }
        if isFirst { loop.execute { self.sendAll() } }
    }

    private func sendAll() {
        var effects = Effects()
        state.withLock { state in
            outbox.withLock { outbox in
                swap(&outbox.statements, &state.batch)
                outbox.isExpected = false
            }
            defer { state.batch.removeAll(keepingCapacity: true) }
            do throws(PGError) {
                guard !state.machine.isClosed else {
                    throw PGError(.connectionLost, "the connection was lost before the statement was sent")
                }
                let isCorked = state.batch.count > 1 && cork(&state)
                for index in state.batch.indices { try send(state.batch[index], &state) }
                if isCorked { _ = state.handle?.cork(false) }
                try state.socket.flush(&state.handle, on: loop)
                // libpq reads while it waits for room to write, and then the socket does not show what it has read.
                try receive(&state, &effects)
            } catch {
                close(error, &state, &effects)
                // To an owner that has heard of the end before, these statements are news.
                effects.closed = effects.closed ?? error
            }
        }
        perform(effects)
    }

    private func cork(_ state: inout State) -> Bool {
        if state.corks { state.corks = state.handle?.cork(true) == true }
        return state.corks
    }

    func close(_ error: PGError) {
        var effects = Effects()
        state.withLock { state in close(error, &state, &effects) }
        perform(effects)
    }

    // MARK: On the wire

    private func send(_ statement: MultiplexedStatement, _ state: inout State) throws(PGError) {
        if !state.stale.isEmpty {
            for name in state.stale { try deallocate(name, &state) }
            state.stale = []
        }
        let query = statement.query
        switch state.cache.use(query) {
        case .direct:
            try state.handle?.send(.executeDirect, of: query)
            state.machine.sent(.init(statement: statement, name: nil, prepares: false))
        case .prepared(let name):
            try state.handle?.send(.execute(name: name), of: query)
            state.machine.sent(.init(statement: statement, name: name, prepares: false))
        case .prepare(let name, let evicted):
            if let evicted { try deallocate(evicted, &state) }
            try state.handle?.send(.prepare(name: name), of: query)
            try state.handle?.send(.execute(name: name), of: query)
            // Until it is known to be prepared, others run the same text without a name.
            state.cache.insert(query, name: name, isReady: false)
            state.machine.sent(.init(statement: statement, name: name, prepares: true))
        }
        try state.handle?.synchronise()
    }

    private func deallocate(_ name: StatementName, _ state: inout State) throws(PGError) {
        try state.handle?.send(.deallocate(name: name), of: "")
        try state.handle?.synchronise()
        state.machine.sent(.init(statement: nil, name: nil, prepares: false))
    }

    func socketIsReady(_ readiness: Readiness) {
        var effects = Effects()
        state.withLock { state in
            guard !state.machine.isClosed else { return }
            do throws(PGError) {
                if readiness.contains(.readable) { try state.handle?.consumeInput() }
                if state.socket.awaitsWritable { try state.socket.flush(&state.handle, on: loop) }
                // Nobody listens here, but it makes libpq look through what comes while nothing is under way.
                if let asides = state.handle?.takeAsides() { effects.notices = asides.notices }
                try receive(&state, &effects)
                // With nothing under way nobody asks for results, which is how a loss is seen otherwise.
                if state.machine.isEmpty, let loss = state.handle?.loss { throw loss }
            } catch {
                close(error, &state, &effects)
            }
        }
        perform(effects)
    }

    private func receive(_ state: inout State, _ effects: inout Effects) throws(PGError) {
        while !state.machine.isEmpty {
            guard let reply = state.handle?.nextReply() else { return }
            switch consume reply {
            case .pending:
                return
            case .complete:
                // The end of one statement's results; the next reply belongs to what follows it.
                if let loss = state.handle?.loss { throw state.failure ?? loss }
            case .synchronised:
                try finishHead(&state, &effects)
            case .result(let result):
                switch result.outcome {
                case .success, .rows: state.result = result
                case .failure(let error):
                    state.failure = state.failure ?? error
                    // What follows an answer that makes no sense cannot be trusted either.
                    if error.isFromLibPQ { throw state.failure ?? error }
                case .pipelineAborted: break
                case .copyIn, .copyOut: throw PGError(.unsupported, "COPY cannot be multiplexed")
                }
            }
        }
    }

    private func finishHead(_ state: inout State, _ effects: inout Effects) throws(PGError) {
        let (result, failure) = (state.result.take(), state.failure.take())
        guard let head = state.machine.synchronised(), let statement = head.statement else { return }
        let isRepairable = settlePlan(of: statement, head, failure, wasPrepared: result != nil, &state)
        // It may have been a BEGIN or a SET, which the statements of others must not inherit.
        let mayHaveChangedSession = failure == nil && result?.columnCount == 0
        let outcome = outcome(result, failure)
        if effects.deliveries.isEmpty { effects.deliveries.reserveCapacity(16) }
        effects.deliveries.append(Delivery(id: statement.id, outcome: outcome, isRepairable: isRepairable))
        if mayHaveChangedSession {
            throw PGError(.connectionClosed, "a multiplexed statement may have changed the session")
        }
    }

    private func outcome(_ result: consuming PGResult?, _ failure: PGError?) -> StatementOutcome {
        if let failure { return .failure(failure.from(configuration.label)) }
        guard let result else {
            return .failure(PGError(.unsupported, "the server sent no result", server: configuration.label))
        }
        guard result.columnCount > 0 else {
            return .failure(
                PGError(
                    .unsupported,
                    "only statements that return rows can be multiplexed",
                    server: configuration.label
                )
            )
        }
        return .success(result)
    }

    /// Keeps the cache true to what the server has.
    ///
    /// - Parameter wasPrepared: Whether the preparation, where there was one, succeeded.
    /// - Returns: Whether the statement failed over its plan alone and may be sent again.
    private func settlePlan(
        of statement: MultiplexedStatement,
        _ head: PipelineStateMachine.Entry,
        _ failure: PGError?,
        wasPrepared: Bool,
        _ state: inout State
    ) -> Bool {
        guard let name = head.name else { return false }
        let query = statement.query
        if head.prepares {
            if wasPrepared { state.cache.confirm(query) } else { state.cache.remove(query, named: name) }
            return false
        }
        guard let failure else { return false }
        switch failure.sqlState {
        case .invalidStatementName:
            state.cache.remove(query, named: name)
            return true
        case .featureNotSupported:
            state.cache.remove(query, named: name)
            if !state.stale.contains(name) { state.stale.append(name) }
            return true
        default:
            return false
        }
    }

    private func close(_ error: PGError, _ state: inout State, _ effects: inout Effects) {
        guard state.machine.close() else { return }
        state.socket.end(on: loop)
        state.handle = nil
        state.result = nil
        state.failure = nil
        effects.closed = error
    }

    private func perform(_ effects: consuming Effects) {
        for notice in effects.notices {
            logger.debug("\(notice.message)", metadata: ["server": "\(configuration.label)"])
        }
        if !effects.deliveries.isEmpty { owner?.pipelineDidDeliver(effects.takeDeliveries(), on: self) }
        if let error = effects.closed {
            let lost = PGError(.connectionLost, error.message, sqlState: error.sqlState, underlying: error)
            owner?.pipelineDidClose(self, lost.from(configuration.label))
        }
    }
}
