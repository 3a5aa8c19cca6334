// SPDX-License-Identifier: Apache-2.0

/// Which policy did best in a scenario, by one quantity.
public struct Verdict: Sendable, Hashable {
    /// What was compared: "99 % of the reads".
    public let quantity: String

    /// The best, and those whose spread reaches into that of the best: more than one means no clear winner.
    public let best: [String]

    /// The verdict in a sentence or two.
    public let sentence: String
}

/// One quantity that policies can be compared by: the less of it the better.
struct Criterion: Sendable {
    let name: String
    let text: @Sendable (Double) -> String
    let value: @Sendable (Round) -> Double?

    /// What a difference must exceed to be worth a word.
    let leastDifference: Double

    static let failed = Criterion(
        name: "reads that failed",
        text: { Figure.percent($0) },
        value: { $0.failedShare },
        leastDifference: 1e-5
    )

    static let late = Criterion(
        name: "reads that came late or never",
        text: { Figure.percent($0) },
        value: { $0.partInTime.map { 1 - $0 } },
        leastDifference: 1e-5
    )

    static let stale = Criterion(
        name: "stale reads",
        text: { Figure.percent($0) },
        value: { $0.staleShare },
        leastDifference: 1e-6
    )

    static let p99 = Criterion(
        name: "the time that 99 % of the reads kept to",
        text: { Figure.time($0) },
        value: { $0.p99 },
        leastDifference: 0
    )

    static let p999 = Criterion(
        name: "the time that 99.9 % of the reads kept to",
        text: { Figure.time($0) },
        value: { $0.p999 },
        leastDifference: 0
    )
}

extension ComparisonReport {
    /// What a reader must know before any verdict; nil where there is nothing.
    var caveat: String? {
        guard scenarios.contains(where: { $0.policies.contains { $0.rounds.count == 1 } }) else { return nil }
        return
            "Where a policy has had one round only, nothing tells a difference from chance: more rounds show the spread."
    }
}

extension ScenarioReport {
    /// Who won by a quantity, and by how much; nil where fewer than two policies were measured.
    func verdict(_ criterion: Criterion) -> Verdict? {
        var ranked = policies.compactMap { outcome in
            outcome.spread(of: criterion.value).map { (policy: outcome.policy, spread: $0) }
        }
        guard ranked.count > 1 else { return nil }
        ranked.sort { $0.spread.median < $1.spread.median }
        let (first, last) = (ranked[0], ranked[ranked.count - 1])
        let near = ranked.filter {
            $0.spread.overlaps(first.spread)
                || abs($0.spread.median - first.spread.median)
                    <= max(0.01 * first.spread.median, criterion.leastDifference)
        }
        let names = near.map(\.policy)
        func figures(_ spread: Spread) -> String { Figure.spread(spread, criterion.text) }
        if near.count == ranked.count {
            let (least, most) = (criterion.text(first.spread.median), criterion.text(last.spread.median))
            let sentence =
                "No policy stands out by \(criterion.name): "
                + (least == most
                    ? "\(least) with all of them." : "\(least) to \(most), less than their rounds differ, or 1 %.")
            return Verdict(quantity: criterion.name, best: names, sentence: sentence)
        }
        let next = ranked.first { !names.contains($0.policy) } ?? last
        // What is true of one round need not be true of the next.
        let wins = policies.allSatisfy { $0.rounds.count <= 1 } ? "was ahead in its one round" : "wins"
        var sentence =
            names.count == 1
            ? "\(first.policy) \(wins) by \(criterion.name): \(figures(first.spread))"
            : "\(Self.list(names)) lead by \(criterion.name) and cannot be told apart: \(figures(first.spread)) "
                + "for \(first.policy)"
        sentence += ", against \(figures(next.spread)) for \(next.policy)\(ratio(next.spread, first.spread))"
        if next.policy != last.policy { sentence += ", and \(figures(last.spread)) for \(last.policy), the worst" }
        return Verdict(quantity: criterion.name, best: names, sentence: sentence + ".")
    }

    private func ratio(_ worse: Spread, _ better: Spread) -> String {
        guard better.median > 0, worse.median / better.median >= 1.05 else { return "" }
        return ", \(Figure.short(worse.median / better.median)) times as much"
    }

    /// The quantity that tells most of this scenario: of failures, late reads and stale reads the first that matters and
    /// sets policies apart, else the tail of the latencies.
    var headline: Criterion {
        let candidates: [(criterion: Criterion, matters: Double)] = [(.failed, 1e-4), (.late, 1e-3), (.stale, 1e-4)]
        let telling = candidates.first { candidate in
            let worst = policies.compactMap { $0.spread(of: candidate.criterion.value)?.median }.max() ?? 0
            guard worst > candidate.matters, let verdict = verdict(candidate.criterion) else { return false }
            return verdict.best.count < measured.count
        }
        return telling?.criterion ?? .p99
    }

    /// What is to be said of the scenario, one verdict a sentence, the most telling first.
    public var verdicts: [Verdict] {
        var criteria = [headline]
        let rounds = policies.flatMap(\.rounds)
        if rounds.contains(where: { $0.failedReads > 0 }) { criteria.append(.failed) }
        criteria += [.p99, .p999]
        if rounds.contains(where: { $0.staleReads ?? 0 > 0 }) { criteria.append(.stale) }
        let first = criteria[0].name
        return [criteria[0]].compactMap(verdict) + criteria.dropFirst().filter { $0.name != first }.compactMap(verdict)
    }

    static func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }
}
