// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import bench_client

@Suite("The plan of a run")
struct PlanTests {
    private let lanes = [
        Lane(client: .c, connections: 8), Lane(client: .pgbench, connections: 8), Lane(client: .global, connections: 8),
    ]

    @Test("every round runs every client once, each beginning with another one")
    func rotation() {
        let group = LaneGroup(benchmark: .point, lanes: lanes)
        let orders = (0..<3).map { group.order(inRound: $0) }
        for order in orders { #expect(Set(order) == Set(lanes)) }
        #expect(Set(orders.map(\.first)).count == 3)
    }

    @Test("a slice is two seconds long where the run has the time")
    func shortRun() {
        let plan = BenchmarkPlan(groups: [LaneGroup(benchmark: .point, lanes: lanes)], rounds: 5, seconds: nil)
        #expect(plan.seconds == 2)
        #expect(plan.sliceCount == 15)
    }

    @Test("all cases stay within the budget by default, pgbench's whole seconds counted")
    func budget() {
        let groups = BenchmarkCase.allCases.flatMap { $0.groups(connections: [1, 8, 16, 64]) }
        let plan = BenchmarkPlan(groups: groups, rounds: 5, seconds: nil)
        let round = plan.groups.flatMap(\.lanes).reduce(0.0) { sum, lane in
            let window = lane.client == .pgbench ? max(1, plan.seconds.rounded()) : plan.seconds
            return sum + window + BenchmarkPlan.overhead
        }
        #expect(round * 5 <= BenchmarkPlan.budget + 0.001)
        #expect(plan.seconds >= 0.2)
    }

    @Test("a length that was asked for is kept")
    func given() {
        let plan = BenchmarkPlan(groups: [LaneGroup(benchmark: .point, lanes: lanes)], rounds: 50, seconds: 9)
        #expect(plan.seconds == 9)
    }
}
