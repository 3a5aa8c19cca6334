// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization

extension ConnectionDriver {
    func close(_ error: PGError, _ state: inout State, _ effects: inout Effects) {
        guard let action = state.machine.close() else { return }
        state.socket.end(on: loop)
        endReading(&state, &effects)
        state.isPaused = false
        state.copyPhase = .none
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
        let reason = error.from(label)
        effects.add { $0.closed = reason }
    }

    /// An idle connection is told why it ends by a notice, before the end itself shows.
    func lossReason(_ error: PGError, _ notices: [PGNotice]) -> PGError {
        guard let last = notices.last(where: \.endsSession) else { return error }
        return PGError(
            .connectionLost,
            last.message,
            sqlState: last.sqlState.map(SQLState.init(rawValue:)),
            underlying: error
        )
    }

    func perform(_ effects: consuming Effects) {
        guard let rare = effects.rare else {
            // First, so that a caller who asks again at once finds the connection.
            if effects.hasSettled { owner?.connectionDidSettle(self) }
            effects.resumeCallers()
            return
        }
        for notice in rare.notices { log(notice) }
        if let handler = rare.notificationHandler { rare.notifications.forEach(handler) }
        if effects.hasSettled, rare.closed == nil { owner?.connectionDidSettle(self) }
        effects.resumeCallers()
        if let (request, id) = rare.cancelRequest { sendCancel(request, of: id) }
        if let error = rare.closed {
            logger.debug("connection closed", metadata: ["server": "\(label)", "reason": "\(error.message)"])
            owner?.connectionDidClose(self, error)
        }
    }

    func sendCancel(_ request: any CancelRequest, of id: StatementID) {
        let deadline = MonotonicInstant.now + configuration.cancelTimeout
        loop.schedule(at: deadline) { [weak self] in
            self?.proceed { $0.drainDeadlineReached(of: id) }
        }
        request.send(on: loop, group.cancelCalls(of: label), deadline: deadline) { [weak self] in
            // A connection that is closed by now has nothing left to cancel.
            self.map { !$0.isClosed } ?? false
        } completion: { [weak self] isTaken in
            self?.proceed { $0.cancelReturned(isTaken, of: id) }
        }
    }

    func proceed(_ event: (inout ConnectionStateMachine) -> ConnectionStateMachine.Next) {
        var effects = Effects()
        state.withLock { state in apply(event(&state.machine), &state, &effects) }
        perform(effects)
    }

    func log(_ notice: PGNotice) {
        let level: Logger.Level = notice.severity == "WARNING" || notice.severity == "FATAL" ? .warning : .debug
        logger.log(
            level: level,
            "\(notice.message)",
            metadata: ["server": "\(label)", "severity": "\(notice.severity)", "sqlstate": "\(notice.sqlState ?? "")"]
        )
    }
}
