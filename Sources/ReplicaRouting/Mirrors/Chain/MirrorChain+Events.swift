// SPDX-License-Identifier: Apache-2.0

extension MirrorChain {
    /// Takes in what happened and says what to do about it, in this order.
    ///
    /// - Parameters:
    ///   - event: What happened.
    ///   - now: When. It does not go backwards.
    public mutating func handle(_ event: Event, at now: RoutingInstant) -> [Action] {
        var actions: [Action] = []
        switch event {
        case .choose:
            choose(at: now, &actions)
        case .abandon:
            choice = nil
            if nextRound == nil { cancelProbes(&actions) }
        case .probeSucceeded(let ticket):
            if let index = records.firstIndex(where: { $0.flight?.ticket == ticket }) {
                land(index, failure: nil, at: now, &actions)
            }
        case .probeFailed(let ticket, let reason):
            if let index = records.firstIndex(where: { $0.flight?.ticket == ticket }) {
                land(index, failure: reason, at: now, &actions)
            }
        case .tileSucceeded(let id):
            if let index = index(of: id) { tileArrived(from: index, at: now) }
        case .tileFailed(let id, let reason):
            if let index = index(of: id) { tileFailed(from: index, reason: reason, at: now, &actions) }
        case .watch:
            if nextRound == nil { nextRound = now }
        case .unwatch:
            nextRound = nil
            if choice == nil { cancelProbes(&actions) }
        case .tick:
            break
        }
        expireProbes(at: now, &actions)
        advanceChoice(at: now, &actions)
        beginRound(at: now, &actions)
        return actions
    }

    /// When the chain wants an ``Event/tick``, nil for not at all.
    public var nextWake: RoutingInstant? {
        var moments = records.compactMap(\.flight?.deadline)
        if let choice {
            moments.append(choice.deadline)
            if let graceEnd = choice.graceEnd { moments.append(graceEnd) }
            if choice.best == nil, choice.tried < choice.order.count { moments.append(choice.nextStart) }
        }
        if let nextRound { moments.append(nextRound) }
        return moments.min()
    }

    mutating func startProbe(of index: Int, at now: RoutingInstant, _ actions: inout [Action]) {
        guard records[index].flight == nil else { return }
        lastTicket &+= 1
        let ticket = ProbeTicket(number: lastTicket)
        let timeout = configuration.probeTimeout
        records[index].flight = .init(ticket: ticket, deadline: now.advanced(by: timeout))
        actions.append(.probe(ticket, candidates[index], timeout: timeout))
    }

    mutating func cancelProbes(_ actions: inout [Action]) {
        for index in records.indices {
            guard let flight = records[index].flight else { continue }
            records[index].flight = nil
            actions.append(.cancel(flight.ticket))
        }
    }

    private mutating func expireProbes(at now: RoutingInstant, _ actions: inout [Action]) {
        for index in records.indices {
            guard let flight = records[index].flight, flight.deadline <= now else { continue }
            actions.append(.cancel(flight.ticket))
            land(index, failure: "no answer within \(configuration.probeTimeout)", at: now, &actions)
        }
    }

    /// The result of a probe: for the choice under way, and for who is in use or wants to be again.
    private mutating func land(_ index: Int, failure: String?, at now: RoutingInstant, _ actions: inout [Action]) {
        records[index].flight = nil
        records[index].verdict = .init(failure: failure, at: now)
        if failure == nil {
            records[index].goodProbesInARow = min(records[index].goodProbesInARow + 1, 1 << 30)
            records[index].badProbesInARow = 0
        } else {
            records[index].goodProbesInARow = 0
            records[index].badProbesInARow = min(records[index].badProbesInARow + 1, 1 << 30)
        }
        guard choice == nil else {
            choice?.outcomes[index] = failure.map { .unreachable(reason: $0) } ?? .reachable
            if failure != nil { choice?.nextStart = now }
            return
        }
        guard let chosenIndex else { return }
        if let failure {
            if index == chosenIndex, records[index].badProbesInARow >= configuration.probeFailuresToLeave {
                leave(index, reason: failure, at: now, &actions)
            }
        } else if isBetterPlaced(index, than: chosenIndex),
            records[index].goodProbesInARow >= records[index].goodProbesToReturn(configuration.goodProbesToReturn)
        {
            decide(index, cause: .recovered, passedOver: [], at: now, &actions)
        }
    }

    private mutating func tileArrived(from index: Int, at now: RoutingInstant) {
        guard index == chosenIndex, choice == nil else { return }
        records[index].tileFailuresInARow = 0
        records[index].verdict = .init(failure: nil, at: now)
    }

    private mutating func tileFailed(
        from index: Int,
        reason: String,
        at now: RoutingInstant,
        _ actions: inout [Action]
    ) {
        // Failures of a mirror that is being left are of tiles that were under way.
        guard index == chosenIndex, choice == nil else { return }
        records[index].tileFailuresInARow += 1
        let count = records[index].tileFailuresInARow
        guard count >= configuration.tileFailuresToLeave else { return }
        leave(index, reason: "\(count) failed tiles in a row, the last: \(reason)", at: now, &actions)
    }

    private mutating func leave(
        _ index: Int,
        reason: String,
        at now: RoutingInstant,
        _ actions: inout [Action]
    ) {
        let settled = records[index].inUseSince?.advanced(by: configuration.settlingTime) ?? now
        records[index].relapses = settled <= now ? 1 : min(records[index].relapses + 1, 8)
        records[index].leftAt = now
        records[index].verdict = .init(failure: reason, at: now)
        records[index].goodProbesInARow = 0
        records[index].tileFailuresInARow = 0
        beginChoice(at: now)
        // Its canary may well answer while its tiles do not, so this choice does not ask it, nor hear an answer under way.
        if let flight = records[index].flight {
            records[index].flight = nil
            actions.append(.cancel(flight.ticket))
        }
        choice?.outcomes[index] = .unreachable(reason: reason)
    }

    /// The probes of a watched chain: the mirror in use and those that are better placed.
    private mutating func beginRound(at now: RoutingInstant, _ actions: inout [Action]) {
        guard let due = nextRound, due <= now else { return }
        nextRound = now.advanced(by: configuration.probeInterval)
        guard choice == nil else { return }
        guard let chosenIndex else {
            beginChoice(at: now)
            return advanceChoice(at: now, &actions)
        }
        for index in records.indices where index == chosenIndex || isBetterPlaced(index, than: chosenIndex) {
            startProbe(of: index, at: now, &actions)
        }
    }
}
