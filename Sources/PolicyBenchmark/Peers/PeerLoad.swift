// SPDX-License-Identifier: Apache-2.0

import PGClient
import PGRouting
import ReplicaRouting

/// The reads of all peers: one row of many by its key, as many at a time as there are connections.
struct PeerLoad: Sendable {
    enum Target: Sendable {
        case pool(PGPool)
        case cluster(PGCluster)
    }

    let target: Target
    let tasks: Int
    let eventLoops: PGEventLoopGroup

    private static let runUp: Duration = .milliseconds(200)

    /// The times of reads in nanoseconds, and this process's processor time.
    struct Outcome: Sendable {
        var times: [UInt64] = []
        var failed = 0
        var firstFailure: String?
        var processorTime: UInt64 = 0
    }

    /// - Parameter marks: Called when the measured time begins and ends.
    func run(seconds: Double, seed: UInt64, marks: () -> Void) async throws -> Outcome {
        let origin = ContinuousClock.now + Self.runUp
        let end = origin + .seconds(seconds)
        return try await withThrowingTaskGroup(of: Outcome.self) { group in
            for number in 0..<tasks {
                group.addTask(executorPreference: eventLoops.nextLoop()) {
                    await client(seed: seed &* 1_000_003 &+ UInt64(number), origin: origin, end: end)
                }
            }
            try await Task.sleep(until: origin)
            marks()
            let cpu = ProcessorTime.ofThisProcess
            try await Task.sleep(until: end)
            let used = ProcessorTime.ofThisProcess - cpu
            marks()
            var outcome = try await group.reduce(into: Outcome()) { all, one in
                all.times += one.times
                all.failed += one.failed
                if all.firstFailure == nil { all.firstFailure = one.firstFailure }
            }
            outcome.processorTime = used
            return outcome
        }
    }

    private func client(
        seed: UInt64,
        origin: ContinuousClock.Instant,
        end: ContinuousClock.Instant
    ) async -> Outcome {
        var outcome = Outcome()
        var generator = RoutingGenerator(seed: seed)
        while ContinuousClock.now < end, !Task.isCancelled, outcome.failed < 100 {
            let isMeasured = ContinuousClock.now >= origin
            let id = Int64.random(in: 1...Int64(PolicyGround.rows), using: &generator)
            let began = SteadyTime.nanoseconds
            do {
                try await read("SELECT payload FROM bench WHERE id = \(id)")
                if isMeasured { outcome.times.append(SteadyTime.nanoseconds - began) }
            } catch {
                if Task.isCancelled { break }
                outcome.failed += 1
                if outcome.firstFailure == nil { outcome.firstFailure = "\(error)" }
            }
        }
        return outcome
    }

    private func read(_ query: PGQuery) async throws {
        switch target {
        case .pool(let pool): _ = try await pool.withConnection { try await $0.query(query, as: String.self) }
        case .cluster(let cluster): _ = try await cluster.read { try await $0.query(query, as: String.self) }
        }
    }
}
