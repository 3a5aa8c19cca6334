// SPDX-License-Identifier: Apache-2.0

import PolicyReport
import Synchronization

/// What has been measured so far, so that it is there after Ctrl-C, too.
final class ResultCollector: Sendable {
    private struct State {
        var scenarios: [ScenarioReport] = []
        var environment: [ComparisonReport.Fact] = []
        var firstFailure: String?
    }

    private let state = Mutex(State())
    private let options: PolicyOptions

    init(_ options: PolicyOptions) {
        self.options = options
    }

    func note(_ facts: [ComparisonReport.Fact]) { state.withLock { $0.environment += facts } }

    func begin(_ scenario: ScenarioKind, plan: ComparisonPlan, victim: String) {
        let seconds = plan.seconds(of: scenario)
        var report = ScenarioReport(
            name: scenario.name,
            title: scenario.title,
            summary: scenario.summary(victim: victim),
            ground: .real,
            command: options.commandLine(for: [scenario]),
            seconds: seconds,
            goal: Round.goal,
            plannedRounds: plan.rounds
        )
        report.faults = scenario.fault.map { [$0.mark(victim: victim, seconds: seconds)] } ?? []
        report.policies = plan.policies.map { PolicyOutcome(policy: $0.rawValue) }
        state.withLock { $0.scenarios.append(report) }
    }

    /// Adds a round to the scenario that has begun last.
    func add(_ measurement: RoundMeasurement, of policy: PolicyKind, round: Int) {
        let counted = Round(measurement, keepsTimeline: round == 0)
        state.withLock { state in
            let last = state.scenarios.count - 1
            guard last >= 0 else { return }
            let index = state.scenarios[last].policies.firstIndex { $0.policy == policy.rawValue }
            if let index { state.scenarios[last].policies[index].rounds.append(counted) }
            if state.firstFailure == nil, let failure = measurement.firstFailure {
                state.firstFailure = "\(policy.rawValue) in \(state.scenarios[last].title): \(failure)"
            }
        }
    }

    /// The text of the first read that failed.
    var firstFailure: String? { state.withLock { $0.firstFailure } }

    func report(isPartial: Bool) -> ComparisonReport {
        let state = state.withLock { $0 }
        var report = ComparisonReport(
            title: "Routing policies on a PostgreSQL primary and its replicas",
            command: options.commandLine(for: options.plan.scenarios),
            environment: state.environment
        )
        report.scenarios = state.scenarios
        report.isPartial = isPartial || report.scenarios.contains(where: \.isPartial)
        return report
    }
}
