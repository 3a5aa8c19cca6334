// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Testing

@testable import PolicyBenchmark

@Suite("The plan of a comparison")
struct ComparisonPlanTests {
    private func plan(weights: [Double]) -> ComparisonPlan {
        ComparisonPlan(
            scenarios: [.healthy],
            policies: PolicyKind.usual,
            rounds: 2,
            seconds: 3,
            weights: weights,
            clients: 6
        )
    }

    @Test("every round runs every policy once, each beginning with another one")
    func rotation() {
        let orders = PolicyKind.usual.indices.map { plan(weights: [0, 1]).order(inRound: $0) }
        for order in orders { #expect(Set(order) == Set(PolicyKind.usual)) }
        #expect(Set(orders.map(\.first)).count == PolicyKind.usual.count)
    }

    @Test("faults are about the heaviest replica, the first of several, and never about the primary")
    func victim() {
        #expect(plan(weights: [9, 1, 3, 3]).victim == 2)
        #expect(plan(weights: [0, 1, 1]).victim == 1)
    }

    @Test("the defaults stay below ten minutes and --quick below 90 seconds, with a second for what is around a round")
    func budget() throws {
        for (arguments, limit) in [([], 600.0), (["--quick"], 90)] {
            let plan = try PolicyOptions.parse(arguments).plan
            let rounds = plan.scenarios.reduce(0.0) { sum, scenario in
                sum + (plan.seconds(of: scenario) + ComparisonPlan.runUp + 0.6) * Double(plan.policies.count)
            }
            #expect(rounds * Double(plan.rounds) + 10 < limit)
        }
    }

    @Test(
        "options that cannot be used are refused with what is valid",
        arguments: [
            (["--weights", "1"], "2 to 9"),
            (["--weights", "1,0,0"], "no replica any weight"),
            (["--weights", "1,-1"], "at least 0"),
            (["--weights", "1,nan"], "finite"),
            (["--clients", "0"], "1 to 64"),
            (["--seconds", "0.1"], "0.5 to 60"),
            (["--rounds", "0"], "1 to 50"),
            (["--policies", "weighted,weighted"], "twice"),
            (["--tolerance=-1"], "at least 0"),
        ]
    )
    func refused(_ arguments: [String], _ text: String) throws {
        let error = #expect(throws: (any Error).self) { try PolicyOptions.parse(arguments) }
        #expect(PolicyOptions.message(for: try #require(error)).contains(text))
    }

    @Test("the command of a report parses to the plan that made it")
    func commandLine() throws {
        let options = try PolicyOptions.parse(["--weights", "0.5,1,2", "--policies", "peakEWMA,random", "--quick"])
        let words = options.commandLine(for: [.slow]).split(separator: " ").map(String.init)
        let again = try PolicyOptions.parse(Array(words.dropFirst(3))).plan
        #expect(words.prefix(3) == ["replicactl", "bench", "policies"])
        #expect(again.scenarios == [.slow])
        #expect(again.policies == [.peakEWMA, .random])
        #expect(again.weights == [0.5, 1, 2])
        #expect(again.rounds == 1)
        #expect(again.seconds == 0.8)
    }
}
