// SPDX-License-Identifier: Apache-2.0

/// Everything that a run is going to do.
struct BenchmarkPlan: Sendable {
    /// What all slices together are to take at most, in seconds, where nobody says how long a slice is.
    static let budget = 150.0
    /// What a slice takes beside its window: the start of the program, connecting, the run-up.
    static let overhead = 0.3

    let groups: [LaneGroup]
    let rounds: Int
    let seconds: Double

    /// - Parameter seconds: The length of a slice. `nil`: 2, or less where the whole run would go over the budget.
    init(groups: [LaneGroup], rounds: Int, seconds: Double?) {
        self.groups = groups.filter { !$0.lanes.isEmpty }
        self.rounds = rounds
        self.seconds = seconds ?? Self.fittingSeconds(lanes: groups.flatMap(\.lanes), rounds: rounds)
    }

    var sliceCount: Int { rounds * groups.reduce(0) { $0 + $1.lanes.count } }

    private static func fittingSeconds(lanes: [Lane], rounds: Int) -> Double {
        // pgbench counts in whole seconds, and runs for one where a slice is shorter; for two with many connections.
        let fixed = lanes.count { $0.client == .pgbench }
        let flexible = max(1, lanes.count - fixed)
        let round = budget / Double(rounds)
        let even = round / Double(max(1, lanes.count)) - overhead
        if even >= 1 { return min(2, even) }
        return max(0.2, (round - Double(fixed) * (1 + overhead)) / Double(flexible) - overhead)
    }
}
