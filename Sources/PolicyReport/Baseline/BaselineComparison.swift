// SPDX-License-Identifier: Apache-2.0

/// What changed between two reports, by the medians of the scenarios and policies that both have.
public struct BaselineComparison: Sendable, Hashable {
    /// One quantity of one policy in one scenario.
    public struct Change: Sendable, Hashable {
        /// The name of the scenario.
        public let scenario: String
        /// The policy.
        public let policy: String
        /// What was compared, such as `p99`.
        public let quantity: String
        /// The former median.
        public let old: Double
        /// The new median.
        public let new: Double
        /// How much worse it is, as a part of the former: 0.1 is 10 % worse, below 0 is better. Infinite where there
        /// was nothing before.
        public let worsening: Double
        /// Whether it got worse beyond the tolerance and no round of the new report is as good as one of the old.
        public let isRegression: Bool
        /// The change in words.
        public let text: String
    }

    /// The tolerance: how much worse a quantity may be, as a part of what it was.
    public let tolerance: Double

    /// All quantities, in the order of the report.
    public let changes: [Change]

    /// The scenarios, or policies in them, that only one of the reports has.
    public let unmatched: [String]

    /// Those changes that are beyond the tolerance.
    public var regressions: [Change] { changes.filter(\.isRegression) }

    /// Compares a report with an earlier one.
    public init(of new: ComparisonReport, with old: ComparisonReport, tolerance: Double) {
        self.tolerance = tolerance
        var changes: [Change] = []
        var unmatched: [String] = []
        for scenario in new.scenarios {
            guard let former = old.scenarios.first(where: { $0.name == scenario.name }) else {
                unmatched.append("\(scenario.name) is new")
                continue
            }
            for outcome in scenario.policies {
                guard let earlier = former.policies.first(where: { $0.policy == outcome.policy }) else {
                    unmatched.append("\(outcome.policy) in \(scenario.name) is new")
                    continue
                }
                changes += Quantity.all.compactMap {
                    $0.change(of: outcome, from: earlier, in: scenario.name, tolerance)
                }
            }
        }
        for scenario in old.scenarios where !new.scenarios.contains(where: { $0.name == scenario.name }) {
            unmatched.append("\(scenario.name) is gone")
        }
        self.changes = changes
        self.unmatched = unmatched
    }

    private struct Quantity: Sendable {
        let name: String
        let isLowerBetter: Bool
        /// A difference below this is none: shares near 0 would otherwise change by any factor.
        let least: Double
        let value: @Sendable (Round) -> Double?
        let text: @Sendable (Double) -> String

        static let all = [
            Quantity(name: "throughput", isLowerBetter: false, least: 0, value: { $0.throughput }) {
                Figure.fixed($0, decimals: 0) + " reads/s"
            },
            Quantity(name: "p50", isLowerBetter: true, least: 0, value: { $0.p50 }, text: { Figure.time($0) }),
            Quantity(name: "p99", isLowerBetter: true, least: 0, value: { $0.p99 }, text: { Figure.time($0) }),
            Quantity(name: "p99.9", isLowerBetter: true, least: 0, value: { $0.p999 }, text: { Figure.time($0) }),
            Quantity(name: "failed", isLowerBetter: true, least: 1e-4, value: { $0.failedShare }) {
                Figure.percent($0)
            },
            Quantity(name: "stale", isLowerBetter: true, least: 1e-4, value: { $0.staleShare }) { Figure.percent($0) },
            Quantity(name: "CPU/read", isLowerBetter: true, least: 0, value: { $0.clientMicrosecondsPerRead }) {
                Figure.time($0 / 1_000)
            },
        ]

        func change(
            of outcome: PolicyOutcome,
            from earlier: PolicyOutcome,
            in scenario: String,
            _ tolerance: Double
        ) -> Change? {
            guard let new = outcome.spread(of: value), let old = earlier.spread(of: value) else { return nil }
            let sign = isLowerBetter ? 1.0 : -1.0
            let difference = sign * (new.median - old.median)
            let worsening: Double =
                difference == 0 ? 0 : old.median > 0 ? difference / old.median : difference > 0 ? .infinity : -1
            let isRegression = worsening > tolerance && difference > least && !new.overlaps(old)
            let by =
                worsening.isFinite ? Figure.percent(abs(worsening)) + (worsening > 0 ? " worse" : " better") : "worse"
            let change = difference == 0 ? "unchanged" : by
            return Change(
                scenario: scenario,
                policy: outcome.policy,
                quantity: name,
                old: old.median,
                new: new.median,
                worsening: worsening,
                isRegression: isRegression,
                text: "\(text(old.median)) → \(text(new.median)), \(change)"
            )
        }
    }

    /// What changed, in lines of plain text: the regressions, and how much else was compared.
    public var lines: [String] {
        let limit = Figure.percent(tolerance)
        let heading =
            regressions.isEmpty
            ? "Against the baseline nothing of \(changes.count) quantities is worse by more than \(limit)."
            : "Against the baseline \(regressions.count) of \(changes.count) quantities are worse by more than \(limit):"
        return [heading]
            + regressions.map { "  \($0.scenario), \($0.policy), \($0.quantity): \($0.text)" }
            + unmatched.map { "  \($0), so it is not compared" }
    }
}
