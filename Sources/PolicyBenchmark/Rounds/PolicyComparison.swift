// SPDX-License-Identifier: Apache-2.0

import PGClusterTesting
import PolicyReport

/// Runs all scenarios: in each, rounds in which the policies take turns.
struct PolicyComparison: Sendable {
    let options: PolicyOptions
    let collector: ResultCollector
    let progress: RoundProgress

    func run() async throws {
        let plan = options.plan
        let progress = progress
        progress.note("starting a primary and \(plan.weights.count - 1) replicas")
        try await PolicyGround.with(
            weights: plan.weights,
            clients: plan.clients,
            onStep: { progress.show($0) }
        ) { ground in
            collector.note(PolicyEnvironment.facts(of: ground, plan: plan, seed: options.seed))
            progress.note(
                "PostgreSQL \(ground.local.serverBinaries.version): \(plan.roundCount) rounds of \(plan.seconds) s"
            )
            let victim = plan.victim.map { ground.names[$0] } ?? ""
            for scenario in plan.scenarios {
                collector.begin(scenario, plan: plan, victim: victim)
                for round in 0..<plan.rounds {
                    for policy in plan.order(inRound: round) {
                        progress.begin("\(scenario.title), round \(round + 1) of \(plan.rounds), \(policy.rawValue)")
                        let runner = RoundRunner(
                            ground: ground,
                            plan: plan,
                            scenario: scenario,
                            policy: policy,
                            seed: nextSeed(of: scenario, round, plan)
                        )
                        collector.add(try await runner.run(), of: policy, round: round)
                        progress.finish()
                    }
                }
            }
        }
    }

    /// The same for the policies of a round, another one for each round.
    private func nextSeed(of scenario: ScenarioKind, _ round: Int, _ plan: ComparisonPlan) -> UInt64 {
        let number = (plan.scenarios.firstIndex(of: scenario) ?? 0) * plan.rounds + round
        return options.seed &+ UInt64(number)
    }
}
