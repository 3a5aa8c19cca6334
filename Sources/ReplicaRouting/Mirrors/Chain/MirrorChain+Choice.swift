// SPDX-License-Identifier: Apache-2.0

// The choice: who is tried when, and who wins.
extension MirrorChain {
    mutating func choose(at now: RoutingInstant, _ actions: inout [Action]) {
        guard choice == nil else { return }
        if let chosenIndex, let verdict = records[chosenIndex].verdict(at: now, configuration), verdict.failure == nil {
            return actions.append(.decided(decision(for: chosenIndex, cause: .cached, passedOver: [])))
        }
        beginChoice(at: now)
        guard let order = choice?.order else { return }
        for index in order {
            guard let verdict = records[index].verdict(at: now, configuration) else { continue }
            choice?.outcomes[index] = verdict.failure.map { .unreachable(reason: $0) } ?? .reachable
        }
    }

    mutating func beginChoice(at now: RoutingInstant) {
        let wished = [preferred, remembered].compactMap { id in id.flatMap { index(of: $0) } }
        var order: [Int] = []
        for index in wished + Array(candidates.indices) where !order.contains(index) { order.append(index) }
        // Those that were just left come last, so that without a watch, too, nothing flaps.
        let (settled, onProbation) = (
            order.filter { !records[$0].isOnProbation(at: now, configuration) },
            order.filter { records[$0].isOnProbation(at: now, configuration) }
        )
        choice = MirrorChoice(
            order: settled + onProbation,
            deadline: now.advanced(by: configuration.choiceTimeout),
            nextStart: now
        )
    }

    mutating func advanceChoice(at now: RoutingInstant, _ actions: inout [Action]) {
        guard choice != nil else { return }
        startDueProbes(at: now, &actions)
        guard let current = choice else { return }
        if let best = current.best {
            let graceEnd = current.graceEnd ?? min(now.advanced(by: configuration.grace), current.deadline)
            choice?.graceEnd = graceEnd
            guard current.isSettled(before: best) || graceEnd <= now else { return }
            let cause: MirrorDecisionCause
            let index = current.order[best]
            switch candidates[index].id {
            case preferred: cause = .preferred
            case remembered: cause = .remembered
            default: cause = index == 0 ? .first : .fallback
            }
            decide(index, cause: cause, passedOver: failures(current, besides: best), at: now, &actions)
        } else if current.deadline <= now || current.isSettled(before: current.order.count) {
            fail(current, at: now, &actions)
        }
    }

    private mutating func startDueProbes(at now: RoutingInstant, _ actions: inout [Action]) {
        let next = now.advanced(by: configuration.stagger)
        while let current = choice, current.best == nil, current.tried < current.order.count, current.deadline > now {
            let index = current.order[current.tried]
            if current.outcomes[index] == nil {
                guard current.nextStart <= now else { return }
                startProbe(of: index, at: now, &actions)
                choice?.nextStart = next
            }
            choice?.tried += 1
        }
    }

    mutating func decide(
        _ index: Int,
        cause: MirrorDecisionCause,
        passedOver: [MirrorFailure],
        at now: RoutingInstant,
        _ actions: inout [Action]
    ) {
        choice = nil
        cancelProbes(&actions)
        let decision = decision(for: index, cause: cause, passedOver: passedOver)
        if decision.isChange { records[index].inUseSince = now }
        records[index].tileFailuresInARow = 0
        chosenIndex = index
        actions.append(.decided(decision))
    }

    private func decision(
        for index: Int,
        cause: MirrorDecisionCause,
        passedOver: [MirrorFailure]
    ) -> MirrorDecision<Candidate.ID> {
        MirrorDecision(mirror: candidates[index].id, previous: chosen?.id, cause: cause, passedOver: passedOver)
    }

    private mutating func fail(_ ended: MirrorChoice, at now: RoutingInstant, _ actions: inout [Action]) {
        let failures = failures(ended, besides: ended.order.count)
        choice = nil
        cancelProbes(&actions)
        let last = configuration.staysOnLast ? chosenIndex ?? remembered.flatMap { index(of: $0) } : nil
        if last != chosenIndex { last.map { records[$0].inUseSince = now } }
        chosenIndex = last
        let list = failures.map { "\($0.mirror): \($0.reason)" }.joined(separator: "; ")
        let error = MirrorError(
            code: .noneReachable,
            message: "none of the \(candidates.count) mirrors is reachable: \(list)",
            failures: failures
        )
        actions.append(.noneReachable(error, stayingOn: last.map { candidates[$0].id }))
    }

    /// Why the candidates before a place in a choice were not taken, and those behind it that were just left.
    private func failures(_ choice: MirrorChoice, besides place: Int) -> [MirrorFailure] {
        choice.order.enumerated().compactMap { turn, index in
            let reason: String
            switch choice.outcomes[index] {
            case .unreachable(let text): reason = text
            case _ where turn >= place: return nil
            case .reachable: reason = "reachable"
            case nil: reason = records[index].flight == nil ? "not tried in time" : "no answer yet"
            }
            return MirrorFailure(mirror: candidates[index].label, reason: reason)
        }
    }
}
