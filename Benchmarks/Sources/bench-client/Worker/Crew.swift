// SPDX-License-Identifier: Apache-2.0

import CMeasurement

/// Tasks that do the same work at the same time for a while.
struct Crew<Job: Work>: Sendable {
    let work: Job
    let tasks: Int
    /// The executor that each new task prefers; `nil` for the global one.
    let executor: @Sendable () -> (any TaskExecutor)?

    /// Runs the tasks until the time is over, each to the end of what it has begun.
    func run(seconds: Double, countsAllocations: Bool) async throws -> SliceReport {
        let total = try Histogram()
        var fewest = UInt64.max
        var most: UInt64 = 0
        bench_count_allocations(countsAllocations)
        let allocations = bench_allocations()
        let cpu = bench_cpu_time()
        let began = bench_now()
        let end = began + UInt64(seconds * 1e9)
        try await withThrowingTaskGroup(of: Histogram.self) { group in
            for task in 0..<tasks {
                guard let executor = executor() else {
                    // Not with a preference of `nil`: the runtime looks such a one up again and again.
                    group.addTask { try await Self.run(work, task: task, until: end) }
                    continue
                }
                group.addTask(executorPreference: executor) {
                    try await Self.run(work, task: task, until: end)
                }
            }
            for try await histogram in group {
                total.merge(histogram)
                fewest = min(fewest, histogram.count)
                most = max(most, histogram.count)
            }
        }
        var report = SliceReport(
            count: total.count,
            elapsed: bench_now() - began,
            cpu: bench_cpu_time() - cpu,
            median: total.quantile(0.5),
            percentile99: total.quantile(0.99),
            highest: total.highest,
            fewest: fewest,
            most: most
        )
        if countsAllocations, bench_allocations_are_counted() { report.allocations = bench_allocations() - allocations }
        bench_count_allocations(false)
        return report
    }

    private static func run(_ work: Job, task: Int, until end: UInt64) async throws -> Histogram {
        let histogram = try Histogram()
        var ids = RandomIDs(task: task, limit: BenchmarkServer.rows)
        var sent = bench_now()
        repeat {
            try await work.once(&ids)
            let now = bench_now()
            histogram.record(now - sent)
            sent = now
        } while sent < end
        return histogram
    }
}
