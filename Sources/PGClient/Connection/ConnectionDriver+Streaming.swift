// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

extension ConnectionDriver {
    /// Where the answer of a statement goes.
    enum Receiver: Sendable {
        case whole(StatementCaller)
        case rows(StreamBuffer<PGResult>)
        case copyOut(StreamBuffer<[UInt8]>)
        case copyIn(CopyInState)

        /// To be called while no lock is held.
        func finish(_ outcome: consuming StatementOutcome) {
            switch self {
            case .whole(let caller):
                caller.finish(outcome)
            case .rows(let buffer):
                buffer.finish(outcome.failure)
            case .copyOut(let buffer):
                guard outcome.failure == nil, case .success(let result) = outcome else {
                    buffer.finish(outcome.failure)
                    return
                }
                let isCopy = result.commandTag.hasPrefix("COPY")
                buffer.finish(isCopy ? nil : PGError(.unsupported, "the statement is no COPY ... TO STDOUT"))
            case .copyIn(let copy):
                guard case .success(let result) = outcome, !result.commandTag.hasPrefix("COPY") else {
                    copy.finish(outcome)
                    return
                }
                copy.finish(.failure(PGError(.unsupported, "the statement is no COPY ... FROM STDIN")))
            }
        }
    }

    /// What the connection does besides waiting for results.
    enum CopyPhase: Sendable {
        case none, receiving, sending
    }

    // MARK: Receiving piece by piece

    /// The consumer has room again.
    func resumeReading(of id: StatementID) {
        var effects = Effects()
        state.withLock { state in
            guard state.machine.running == id else { return }
            readOn(&state, &effects)
        }
        perform(effects)
    }

    func readOn(_ state: inout State, _ effects: inout Effects) {
        guard state.isPaused, !state.machine.isClosed else { return }
        state.isPaused = false
        do {
            guard let descriptor = state.handle?.socket else { return }
            try watch(descriptor, &state)
            // What libpq has read already does not show at the socket.
            receive(&state, &effects)
        } catch {
            close(error, &state, &effects)
        }
    }

    /// Gives an element to its consumer and stops reading where the consumer has enough for now.
    func push<Element: Sendable>(
        _ element: Element,
        to buffer: StreamBuffer<Element>,
        _ state: inout State,
        _ effects: inout Effects
    ) {
        state.hasDeliveredRows = true
        let push = buffer.push(element)
        if let wake = push.wake { effects.add { $0.wakes.append(wake) } }
        guard push.pauses else { return }
        state.isPaused = true
        // Not watched at all: a hang-up would show whatever the socket is watched for, over and over.
        state.socket.end(on: loop)
    }

    /// Takes what has arrived of a copy.
    ///
    /// - Returns: Whether the copy is over and results follow.
    func receiveCopy(_ state: inout State, _ effects: inout Effects) -> Bool {
        while !state.isPaused {
            switch state.handle?.nextCopyData() {
            case .data(let bytes):
                guard let id = state.machine.running, case .copyOut(let buffer) = state.statements[id]?.receiver else {
                    continue
                }
                push(bytes, to: buffer, &state, &effects)
            case .end:
                state.copyPhase = .none
                return true
            case .pending, nil:
                return false
            }
        }
        return false
    }

    // MARK: Sending piece by piece

    /// Hands data to the server; returns when it has room for more.
    func put(_ bytes: ArraySlice<UInt8>, into copy: CopyInState, of id: StatementID) async throws(PGError) {
        while copy.outcome == nil {
            enum Outcome { case sent, wait, over }
            var effects = Effects()
            let outcome = state.withLock { state -> Outcome in
                guard state.machine.running == id, state.copyPhase == .sending else { return .over }
                copy.becomeBusy()
                do throws(PGError) {
                    guard let isTaken = try state.handle?.putCopyData(bytes) else { return .over }
                    try state.socket.flush(&state.handle, on: loop)
                    if !state.socket.awaitsWritable {
                        let wake = copy.becomeReady()
                        effects.add { $0.wakes.append(wake) }
                    }
                    return isTaken ? .sent : .wait
                } catch {
                    // The server has refused the data; its reason comes as the statement's answer.
                    state.copyPhase = .none
                    receive(&state, &effects)
                    return .over
                }
            }
            perform(effects)
            switch outcome {
            case .over: return
            case .sent, .wait: await copy.ready()
            }
            if case .sent = outcome { return }
        }
    }

    func endCopy(of id: StatementID, _ copy: CopyInState, error: String?) {
        var effects = Effects()
        state.withLock { state in
            guard state.machine.running == id, state.copyPhase == .sending else { return }
            state.copyPhase = .none
            do throws(PGError) {
                try state.handle?.endCopy(error: error)
                try state.socket.flush(&state.handle, on: loop)
            } catch {
                receive(&state, &effects)
            }
        }
        perform(effects)
    }
}
