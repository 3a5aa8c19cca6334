// SPDX-License-Identifier: Apache-2.0

import CMeasurement
import Dispatch
import Foundation
import ReplicaRouting
import Synchronization

/// Threads that decide at once by one router over one topology, each with a generator of its own.
struct ThreadsBenchmark {
    struct Outcome {
        /// Decisions per second of all threads, by the clock, over that of one thread alone.
        let speedUp: Double
        /// Processor time for a decision of one thread alone, in nanoseconds.
        let alone: Double
        /// Processor time for a decision with all threads, over that of one alone: what they cost each other.
        let cost: Double
    }

    let threads: Int
    /// Whether their tickets come from one counter, as those of a cluster do, which takes its reads in turns. Otherwise
    /// each thread counts by itself, and what is measured is the decisions alone.
    let sharesTickets: Bool

    func run(decisions: Int) throws -> Outcome {
        let topology = try DecisionCase(kind: .roundRobinPrimaryReplica, wish: .read, nodes: 3).topology()
        let one = measure(threads: 1, decisions: decisions, topology)
        let all = measure(threads: threads, decisions: decisions, topology)
        return Outcome(speedUp: one.clock / all.clock, alone: one.cpu, cost: all.cpu / one.cpu)
    }

    private final class Counter: Sendable {
        let ticket = Atomic<UInt64>(0)
    }

    /// - Returns: Nanoseconds for each decision, by the clock and of processor time.
    private func measure(threads: Int, decisions: Int, _ topology: Topology) -> (clock: Double, cpu: Double) {
        let counter = Counter()
        let group = DispatchGroup()
        let (clock, cpu) = (bench_now(), bench_cpu_time())
        for number in 0..<threads {
            group.enter()
            let thread = Thread {
                let router: any Router = WeightedPrimaryReplicaRouter()
                var context = RoutingContext(
                    now: RoutingInstant(),
                    generator: RoutingGenerator(seed: UInt64(number))
                )
                let request = RoutingRequest(intent: .read)
                for number in 0..<decisions {
                    context.ticket =
                        !sharesTickets ? UInt64(number) : counter.ticket.wrappingAdd(1, ordering: .relaxed).oldValue
                    _ = router.decide(request, in: topology, context: &context)
                }
                group.leave()
            }
            thread.start()
        }
        group.wait()
        let total = Double(threads * decisions)
        return (Double(bench_now() - clock) / total, Double(bench_cpu_time() - cpu) / total)
    }
}
