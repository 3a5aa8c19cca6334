// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization

extension ConnectionDriver {
    func send(_ id: StatementID, _ state: inout State, _ effects: inout Effects) {
        guard let statement = state.statements[id] else { return }
        let step = state.exchange.begin(statement.query, &state.cache)
        send(step, of: statement, &state, &effects)
    }

    func send(
        _ step: StatementExchange.Step,
        of statement: PendingStatement,
        _ state: inout State,
        _ effects: inout Effects
    ) {
        state.result = nil
        state.failure = nil
        do {
            state.trace.willSend(step, of: statement.query)
            try state.handle?.send(step, of: statement.query)
            if step.runs, case .rows(let buffer) = statement.receiver { state.handle?.enterRowsMode(buffer.grain) }
            try state.socket.flush(&state.handle, on: loop)
        } catch {
            close(error, &state, &effects)
        }
    }

    func socketIsReady(_ readiness: Readiness) {
        if !tellsReader(readiness) { read(readiness) }
    }

    func tellsReader(_ readiness: Readiness) -> Bool {
        guard readiness == .readable, case .isForCaller(let caller) = turn.withLock({ $0.arrived() }) else {
            return false
        }
        if let caller { tell(caller, .read) }
        return true
    }

    /// Reads what has come.
    func read(_ readiness: Readiness) {
        var effects = Effects()
        state.withLock { read(readiness, &$0, &effects) }
        perform(effects)
    }

    func read(_ readiness: Readiness, _ state: inout State, _ effects: inout Effects) {
        guard !state.machine.isClosed else { return }
        do throws(PGError) {
            if readiness.contains(.readable) { try state.handle?.consumeInput() }
            if state.socket.awaitsWritable { try flushPending(&state, &effects) }
            receive(&state, &effects)
            takeAsides(&state, &effects)
            closeIfLostWhileIdle(&state, &effects)
            // What fits into libpq's buffer with room to spare has left nothing in the socket; what comes later is told of.
            let isDrained = readiness == .readable && effects.isOneSmallAnswer && !state.isEncrypted
            if !isDrained { try state.socket.lookAgain(on: loop) }
        } catch {
            // What the server had sent before the end, the reason for it perhaps, still counts.
            receive(&state, &effects)
            takeAsides(&state, &effects)
            close(lossReason(error, effects.notices), &state, &effects)
        }
    }

    /// What the server says beside the results. To ask for notifications makes libpq look through its input while no
    /// statement is under way; notices show up only then.
    private func takeAsides(_ state: inout State, _ effects: inout Effects) {
        guard let asides = state.handle?.takeAsides() else { return }
        let handler = state.notificationHandler
        effects.add { rare in
            rare.notifications += asides.notifications
            rare.notificationHandler = handler
            rare.notices += asides.notices
        }
    }

    /// With no statement under way nobody asks libpq for results, which is how a loss is seen otherwise: what the server
    /// sent made no sense, or it said good-bye and the end of the stream is still to come.
    private func closeIfLostWhileIdle(_ state: inout State, _ effects: inout Effects) {
        guard !state.machine.isClosed, !state.machine.awaitsReplies else { return }
        if let loss = state.handle?.loss {
            close(loss, &state, &effects)
        } else if !effects.isPlain, effects.notices.contains(where: \.endsSession) {
            close(
                lossReason(PGError(.connectionLost, "the server ended the session"), effects.notices),
                &state,
                &effects
            )
        }
    }

    func receive(_ state: inout State, _ effects: inout Effects) {
        while state.machine.awaitsReplies, !state.isPaused {
            if state.copyPhase == .receiving, !receiveCopy(&state, &effects) { return }
            let isUnwanted = state.machine.running == nil
            guard let reply = state.handle?.nextReply(discardsRows: isUnwanted) else { return }
            switch consume reply {
            case .pending:
                return
            case .synchronised:
                break
            case .result(let result):
                if state.copyPhase == .sending {
                    // As long as the server takes data, libpq says so over and over; anything else ends the copy.
                    if case .copyIn = result.outcome { return }
                    state.copyPhase = .none
                }
                take(result, &state, &effects)
            case .complete:
                // libpq's own error, an answer that makes no sense perhaps: the statement may have run all the same.
                if let loss = state.handle?.loss ?? (state.failure?.isFromLibPQ == true ? state.failure : nil) {
                    close(state.failure ?? loss, &state, &effects)
                    return
                }
                complete(&state, &effects)
            }
        }
    }

    func take(_ result: consuming PGResult, _ state: inout State, _ effects: inout Effects) {
        switch result.outcome {
        case .success:
            if state.reset == nil, state.trace.didReceive(result) { state.cache.removeAll() }
            state.result = result
        case .rows:
            guard let id = state.machine.running, case .rows(let buffer) = state.statements[id]?.receiver else {
                return
            }
            push(result, to: buffer, &state, &effects)
        case .failure(let error):
            state.failure = state.failure ?? error
        case .pipelineAborted:
            break
        case .copyIn, .copyOut:
            beginCopy(result.outcome, &state, &effects)
        }
    }

    private func beginCopy(_ outcome: PGResult.Outcome, _ state: inout State, _ effects: inout Effects) {
        let receiver = state.machine.running.flatMap { state.statements[$0]?.receiver }
        switch (outcome, receiver) {
        case (.copyOut, .copyOut), (.copyOut, nil):
            // Without a receiver the statement was given up, and what comes is thrown away.
            state.copyPhase = .receiving
        case (.copyIn, .copyIn(let copy)):
            state.copyPhase = .sending
            let wake = copy.becomeReady()
            effects.add { $0.wakes.append(wake) }
        case (.copyIn, nil):
            try? state.handle?.endCopy(error: "the client called the copy off")
            try? state.socket.flush(&state.handle, on: loop)
        default:
            let error = PGError(
                .unsupported,
                "COPY runs through copyIn and copyOut, each in its direction; the connection was closed"
            )
            state.failure = error
            close(error, &state, &effects)
        }
    }

    /// Sends what libpq still holds; a copy that waits for room goes on once it is gone.
    private func flushPending(_ state: inout State, _ effects: inout Effects) throws(PGError) {
        try state.socket.flush(&state.handle, on: loop)
        guard !state.socket.awaitsWritable, state.copyPhase == .sending else { return }
        guard let id = state.machine.running, case .copyIn(let copy) = state.statements[id]?.receiver else { return }
        let wake = copy.becomeReady()
        effects.add { $0.wakes.append(wake) }
    }

    func complete(_ state: inout State, _ effects: inout Effects) {
        let isOver = state.failure == nil && state.exchange.runsStatement
        if !isOver, let id = state.machine.running, let statement = state.statements[id] {
            let step = state.exchange.stepEnded(
                statement.query,
                failure: state.failure,
                isOutsideTransaction: state.handle?.isOutsideTransaction == true,
                &state.cache
            )
            guard step == .finish else {
                send(step, of: statement, &state, &effects)
                return
            }
        }
        if let id = state.reset, id == state.machine.running, let failure = state.failure {
            close(failure, &state, &effects)
            return
        }
        endReading(&state, &effects)
        let action = state.machine.completed()
        if let id = action.deliver {
            let outcome = outcome(&state)
            if case .success(let result) = outcome {
                if result.columnCount > 0 { state.hasDeliveredRows = true }
                effects.hasSmallAnswer = result.isSmall
            }
            effects.deliver(outcome, to: state.statements.removeValue(forKey: id))
        }
        apply(action.next, &state, &effects)
    }

    func outcome(_ state: inout State) -> StatementOutcome {
        let (failure, result) = (state.failure.take(), state.result.take())
        if let failure { return .failure(failure.from(label)) }
        if let result { return .success(result) }
        return .failure(PGError(.unsupported, "the server sent no result for the statement", server: label))
    }

    func apply(_ next: ConnectionStateMachine.Next, _ state: inout State, _ effects: inout Effects) {
        switch next {
        case .none: break
        case .send(let id): send(id, &state, &effects)
        case .settle:
            if settles(&state, &effects) { effects.hasSettled = true }
        case .close:
            close(
                PGError(.connectionClosed, "a statement that was given up did not end in time on the server"),
                &state,
                &effects
            )
        }
    }

    /// Whether the connection may go to the next lease as it is; otherwise it is cleaned up first, and settles, or closes,
    /// later.
    func settles(_ state: inout State, _ effects: inout Effects) -> Bool {
        let isOutsideTransaction = state.handle?.isOutsideTransaction == true
        guard !isOutsideTransaction || state.trace.isMarked else {
            state.reset = nil
            return true
        }
        guard state.reset == nil else {
            close(PGError(.connectionClosed, "what a lease had left behind could not be undone"), &state, &effects)
            return false
        }
        if !isOutsideTransaction {
            logger.warning(
                "a transaction was still open when its connection was given back; it is rolled back",
                metadata: ["server": "\(label)"]
            )
        }
        beginReset(&state, &effects)
        return false
    }

    private func beginReset(_ state: inout State, _ effects: inout Effects) {
        let id = newID()
        state.machine.beginReset(id)
        state.reset = id
        state.trace.clear()
        state.result = nil
        state.failure = nil
        do {
            try state.handle?.sendReset()
            try state.socket.flush(&state.handle, on: loop)
        } catch {
            close(error, &state, &effects)
        }
        loop.schedule(at: .now + configuration.cancelTimeout) { [weak self] in self?.giveUpReset(id) }
    }

    /// Not by a cancellation: it would undo what has been cleaned up, and the connection would go on with the rest.
    private func giveUpReset(_ id: StatementID) {
        var effects = Effects()
        state.withLock { state in
            guard state.machine.running == id else { return }
            close(PGError(.connectionClosed, "cleaning up after a lease took too long"), &state, &effects)
        }
        perform(effects)
    }
}
