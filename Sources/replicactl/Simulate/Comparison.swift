// SPDX-License-Identifier: Apache-2.0

import CommandLineSupport
import PolicyReport
import PolicyReportFiles
import RoutingSimulator
import Synchronization

/// Runs scenarios under their policies, round by round.
struct Comparison: Sendable {
    struct Input: Sendable {
        let name: String
        let scenario: Scenario
        let policies: [SimulatedPolicy]
        let seed: UInt64
    }

    private let inputs: [Input]
    private let rounds: Int
    private let options: SimulateOptions

    init(_ inputs: [Input], options: SimulateOptions) {
        self.inputs = inputs
        self.options = options
        rounds = options.rounds
    }

    var command: String { options.commandLine }

    var title: String {
        inputs.count == 1
            ? "Routing policies: \(inputs[0].scenario.name)" : "Routing policies in \(inputs.count) scenarios"
    }

    /// Where the report is made, and with which random numbers.
    var facts: [ComparisonReport.Fact] {
        let seeds = Set(inputs.map(\.seed)).sorted().map { seed in
            rounds == 1 ? "\(seed)" : "\(seed) to \(seed &+ UInt64(rounds - 1))"
        }
        let ground = ComparisonReport.Fact("ground", "simulated nodes, simulated time")
        let machine = [MachineFacts.system, MachineFacts.cores(), MachineFacts.swift]
        return [ground] + machine + [.init("rounds", "\(rounds)"), .init("seeds", seeds.joined(separator: ", "))]
    }

    /// Runs everything, policies in turns, so that what was measured until Ctrl-C is of all policies alike.
    func run(into partial: PartialReport) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        var events = 0
        let all = inputs.reduce(0) { $0 + $1.policies.count * rounds }
        var done = 0
        for input in inputs {
            let simulator = try SimulateError.translating(in: input.name) { try Simulator(input.scenario) }
            partial.begin(input, rounds: rounds, command: options.commandLine(for: [input.name]))
            for round in 0..<rounds {
                for (index, policy) in input.policies.enumerated() {
                    try Task.checkCancellation()
                    let result = try SimulateError.translating(in: input.name) {
                        try simulator.run(policy, seed: input.seed &+ UInt64(round))
                    }
                    events += result.events
                    done += 1
                    partial.add(SimulatedRound(result, keepsTimeline: round == 0), policy: index)
                    let speed = Self.speed(events, start.duration(to: clock.now))
                    StandardError.print("\(done)/\(all) \(input.scenario.name), \(policy.name): \(speed)")
                    // Lets the watch for Ctrl-C run on a machine with one core.
                    await Task.yield()
                }
            }
        }
    }

    private static func speed(_ events: Int, _ time: Duration) -> String {
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
        return "\(events) events so far, \(Int(Double(events) / max(seconds, 1e-9))) events/s"
    }
}

/// What has been measured so far.
final class PartialReport: Sendable {
    private let scenarios = Mutex<[ScenarioReport]>([])

    func begin(_ input: Comparison.Input, rounds: Int, command: String) {
        var scenario = ScenarioReport(
            name: input.name,
            title: input.scenario.name,
            summary: input.scenario.summary,
            ground: .simulated,
            command: command,
            seconds: input.scenario.duration / .seconds(1),
            goal: input.scenario.goal / .milliseconds(1),
            plannedRounds: rounds
        )
        scenario.policies = input.policies.map { PolicyOutcome(policy: $0.name) }
        scenarios.withLock { $0.append(scenario) }
    }

    func add(_ round: SimulatedRound, policy: Int) {
        scenarios.withLock { scenarios in
            let last = scenarios.count - 1
            scenarios[last].faults = round.faults
            scenarios[last].policies[policy].rounds.append(round.round)
        }
    }

    func report(of comparison: Comparison, isPartial: Bool) -> ComparisonReport {
        var report = ComparisonReport(
            title: comparison.title,
            command: comparison.command,
            environment: comparison.facts
        )
        report.scenarios = scenarios.withLock { $0 }
        report.isPartial = isPartial || report.scenarios.contains(where: \.isPartial)
        return report
    }
}
