// SPDX-License-Identifier: Apache-2.0

/// What a chain knows of one candidate.
struct MirrorRecord: Sendable, Hashable {
    /// The latest result.
    struct Verdict: Sendable, Hashable {
        /// Why it was not reachable; nil when it was.
        let failure: String?
        let at: RoutingInstant
    }

    /// The probe under way.
    struct Flight: Sendable, Hashable {
        let ticket: ProbeTicket
        let deadline: RoutingInstant
    }

    var verdict: Verdict?
    var flight: Flight?
    var goodProbesInARow = 0
    var badProbesInARow = 0
    var tileFailuresInARow = 0

    /// How often in a row the chain has left it soon after it had taken it.
    var relapses = 0
    var leftAt: RoutingInstant?
    var inUseSince: RoutingInstant?

    var status: MirrorStatus {
        if flight != nil { return .probing }
        guard let verdict else { return .untried }
        return verdict.failure.map { .unreachable(reason: $0) } ?? .reachable
    }

    /// The good probes in a row that it takes to be taken back.
    func goodProbesToReturn(_ base: Int) -> Int {
        base << min(3, max(0, relapses - 1))
    }

    /// The latest result, where it still holds.
    func verdict(at now: RoutingInstant, _ configuration: MirrorChainConfiguration) -> Verdict? {
        guard let verdict else { return nil }
        let life = verdict.failure == nil ? configuration.reachableTimeToLive : configuration.unreachableTimeToLive
        return now < verdict.at.advanced(by: life) ? verdict : nil
    }

    /// Whether it was left not long ago and has not yet proved to be back.
    func isOnProbation(at now: RoutingInstant, _ configuration: MirrorChainConfiguration) -> Bool {
        guard let leftAt, goodProbesInARow < goodProbesToReturn(configuration.goodProbesToReturn) else { return false }
        return now < leftAt.advanced(by: configuration.settlingTime)
    }
}

/// A choice under way.
struct MirrorChoice: Sendable, Hashable {
    /// What became of a candidate in this choice.
    enum Outcome: Sendable, Hashable {
        case reachable
        case unreachable(reason: String)
    }

    /// The candidates, as indices, in the order in which they are tried.
    let order: [Int]
    let deadline: RoutingInstant

    /// How many of them have been tried.
    var tried = 0

    /// When the next one is tried, if none has answered by then.
    var nextStart: RoutingInstant
    var graceEnd: RoutingInstant?
    var outcomes: [Int: Outcome] = [:]

    /// The place in the order of the first that is reachable.
    var best: Int? { order[..<tried].firstIndex { outcomes[$0] == .reachable } }

    /// Whether no probe is waited for before this place.
    func isSettled(before place: Int) -> Bool { order[..<place].allSatisfy { outcomes[$0] != nil } }
}
