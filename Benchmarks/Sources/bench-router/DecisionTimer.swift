// SPDX-License-Identifier: Apache-2.0

import CMeasurement
import ReplicaRouting

/// Takes the time, and counts the allocations, of one kind of decision.
struct DecisionTimer {
    private let router: any Router
    private let topology: Topology
    private let request: RoutingRequest

    init(_ decisionCase: DecisionCase) throws {
        router = decisionCase.kind.router
        topology = try decisionCase.topology()
        request = decisionCase.wish.request
    }

    /// Processor time for each decision.
    func nanoseconds(decisions: Int) throws -> Double {
        // A decision that looks at a thousand nodes is timed a hundredth as often.
        let probe = timed(decisions: 1_000) / 1_000
        let count = probe > 1_000 ? max(1_000, decisions / 100) : decisions
        return timed(decisions: count) / Double(count)
    }

    private func timed(decisions: Int) -> Double {
        let start = bench_cpu_time()
        let chosen = decide(decisions)
        let end = bench_cpu_time()
        return chosen == decisions ? Double(end - start) : .nan
    }

    /// Heap allocations for each decision; nil where they cannot be counted.
    func allocations(decisions: Int) throws -> Double? {
        guard bench_allocations_are_counted() else { return nil }
        bench_count_allocations(true)
        let before = bench_allocations()
        _ = decide(decisions)
        let after = bench_allocations()
        bench_count_allocations(false)
        return Double(after - before) / Double(decisions)
    }

    /// - Returns: How many of the decisions chose a node.
    @inline(never)
    private func decide(_ decisions: Int) -> Int {
        var context = RoutingContext(now: RoutingInstant(), generator: RoutingGenerator(seed: 1))
        var chosen = 0
        for _ in 0..<decisions {
            context.ticket &+= 1
            if router.decide(request, in: topology, context: &context).position != nil { chosen += 1 }
        }
        return chosen
    }
}
