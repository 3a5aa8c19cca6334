// SPDX-License-Identifier: Apache-2.0

import CMeasurement
import ReplicaRouting

/// Many users with a session each, some of which have just written: what a session weighs, and what a read in one of
/// them, met at random, costs.
struct SessionsBenchmark {
    struct Outcome {
        /// Bytes of the heap for each session; 0 where they are not told.
        let bytes: Double
        /// Processor time for a decision, in nanoseconds: look at the session, then decide.
        let nanoseconds: Double
        /// The same with a thousand of the sessions, which the processor's caches hold.
        let cached: Double
    }

    let count: Int

    func run() throws -> Outcome {
        var sessions: [RoutingSession] = []
        sessions.reserveCapacity(count)
        let before = bench_heap_bytes()
        for number in 0..<count {
            let session = RoutingSession()
            if number % 10 == 0 { session.noteWrite() }
            sessions.append(session)
        }
        let bytes = Double(bench_heap_bytes() - before) / Double(count)

        let all = try decide(count, among: count, of: sessions)
        return Outcome(
            bytes: bytes,
            nanoseconds: all,
            cached: try decide(count, among: min(count, 1_000), of: sessions)
        )
    }

    /// Processor time for each of so many decisions, in sessions drawn from the first ones.
    private func decide(_ decisions: Int, among count: Int, of sessions: [RoutingSession]) throws -> Double {
        let topology = try DecisionCase(kind: .weightedPrimaryReplica, wish: .read, nodes: 3).topology()
        let router: any Router = WeightedPrimaryReplicaRouter()
        var context = RoutingContext(now: RoutingInstant(), generator: RoutingGenerator(seed: 1))
        var order = RoutingGenerator(seed: 2)
        let start = bench_cpu_time()
        var chosen = 0
        for _ in 0..<decisions {
            let session = sessions[Int.random(in: 0..<count, using: &order)]
            var request = RoutingRequest(intent: .read)
            request.apply(RoutingScope(session: session), at: context.now)
            if router.decide(request, in: topology, context: &context).position != nil { chosen += 1 }
        }
        let end = bench_cpu_time()
        return chosen == decisions ? Double(end - start) / Double(decisions) : .nan
    }
}
