// SPDX-License-Identifier: Apache-2.0

import Synchronization

extension MirrorSelector {
    /// Hands an event to the chain and does what it asks for.
    func handle(_ event: MirrorChain<Candidate>.Event) {
        var ended: [Task<Void, Never>] = []
        var waiters: [CheckedContinuation<Answer, Never>] = []
        var answer: Answer?
        state.withLock { state in
            switch event {
            // Somebody may have come since the last one was seen to leave.
            case .abandon where !state.waiters.isEmpty || !state.listeners.isEmpty: return
            case .unwatch where !state.listeners.isEmpty: return
            default: break
            }
            for action in state.chain.handle(event, at: now()) {
                switch action {
                case .probe(let ticket, let candidate, let timeout):
                    state.probes[ticket] = start(ticket, candidate, timeout)
                case .cancel(let ticket):
                    if let task = state.probes.removeValue(forKey: ticket) { ended.append(task) }
                case .decided(let decision):
                    answer = state.chain.chosen.map { .success($0) }
                    tell(.chosen(decision), &state)
                case .noneReachable(let error, let last):
                    answer = state.chain.chosen.map { .success($0) } ?? .failure(error)
                    tell(.noneReachable(error, stayingOn: last), &state)
                }
            }
            if answer != nil {
                waiters = Array(state.waiters.values)
                state.waiters = [:]
            }
            switch event {
            case .probeSucceeded(let ticket), .probeFailed(let ticket, _): state.probes[ticket] = nil
            default: break
            }
            if let task = setAlarm(&state) { ended.append(task) }
        }
        // Outside of the lock, as what ends may call back.
        for task in ended { task.cancel() }
        if let answer { for waiter in waiters { waiter.resume(returning: answer) } }
    }

    private func start(_ ticket: ProbeTicket, _ candidate: Candidate, _ timeout: Duration) -> Task<Void, Never> {
        Task { [weak self, probe] in
            switch await probe(candidate, timeout) {
            case .reachable: self?.handle(.probeSucceeded(ticket))
            case .unreachable(let reason): self?.handle(.probeFailed(ticket, reason: reason))
            }
        }
    }

    /// - Returns: The alarm that is no longer needed.
    private func setAlarm(_ state: inout State) -> Task<Void, Never>? {
        let wake = state.chain.nextWake
        guard wake != state.alarm?.at else { return nil }
        let old = state.alarm?.task
        state.alarm = wake.map { wake in
            let task = Task { [weak self, sleep] in
                guard (try? await sleep(wake)) != nil else { return }
                self?.alarmRang(wake)
            }
            return (wake, task)
        }
        return old
    }

    private func alarmRang(_ wake: RoutingInstant) {
        // Forgotten first, or an alarm for the same moment could never be set again.
        state.withLock { state in
            if state.alarm?.at == wake { state.alarm = nil }
        }
        handle(.tick)
    }

    /// Tells the listeners, unless it is what they know.
    private func tell(_ update: MirrorUpdate<Candidate.ID>, _ state: inout State) {
        switch (state.told, update) {
        case (.chosen, .chosen(let decision)) where !decision.isChange: return
        case (.noneReachable(_, let old), .noneReachable(_, let new)) where old == new: return
        default: break
        }
        state.told = update
        for listener in state.listeners.values { listener.yield(update) }
    }
}

extension MirrorChain {
    /// Makes one choice, starting from this state, which stays as it is.
    ///
    /// - Parameters:
    ///   - probe: Finds out whether a candidate is reachable.
    ///   - clock: The time to go by. Default: the system's continuous clock.
    /// - Returns: The first reachable candidate, by the rules of the chain.
    /// - Throws: ``MirrorError`` with the code ``MirrorError/Code/noneReachable`` or
    ///   ``MirrorError/Code/cancelled``.
    public func firstReachable<Time: Clock>(
        using probe: some MirrorProbe<Candidate>,
        clock: Time = ContinuousClock()
    ) async throws(MirrorError) -> Candidate where Time.Duration == Duration {
        try await MirrorSelector(self, probe: probe, clock: clock).firstReachable()
    }

    /// Chooses, keeps the choice right from now on, and tells what changes until the sequence is left.
    ///
    /// - Parameters:
    ///   - probe: Finds out whether a candidate is reachable.
    ///   - clock: The time to go by. Default: the system's continuous clock.
    public func watch<Time: Clock>(
        using probe: some MirrorProbe<Candidate>,
        clock: Time = ContinuousClock()
    ) -> AsyncStream<MirrorUpdate<Candidate.ID>> where Time.Duration == Duration {
        let selector = MirrorSelector(self, probe: probe, clock: clock)
        let updates = selector.updates()
        return AsyncStream { continuation in
            let relay = Task {
                for await update in updates { continuation.yield(update) }
                continuation.finish()
                // The selector lives as long as somebody listens.
                withExtendedLifetime(selector) {}
            }
            continuation.onTermination = { _ in relay.cancel() }
        }
    }
}
