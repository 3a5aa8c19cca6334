// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import PGClusterTesting
import Testing

@Suite("A crowd of tasks", .cluster(replicas: 0), .serialized, .timeLimit(.minutes(1)))
struct CrowdTests {
    @Test("of 10,000 that wait for four connections of a pool all get their own answers")
    func poolCrowd() async throws {
        let sizes = PGPoolConfiguration(maximumConnections: 4, acquireTimeout: .seconds(50))
        try await withPool(sizes, configuration: configuration()) { pool in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<10_000 {
                    group.addTask {
                        let answer = try await pool.withConnection { connection in
                            try await connection.query("SELECT \(number)", as: Int.self)
                        }
                        #expect(answer == [number])
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("of 10,000 over two connections of a multiplexer all get their own answers")
    func multiplexedCrowd() async throws {
        let sizes = PGMultiplexerConfiguration(connections: 2, patience: .seconds(60), acquireTimeout: .seconds(50))
        try await withMultiplexer(configuration(), sizes) { try await expectRightAnswers(from: $0, count: 10_000) }
    }

    @Test("of 10,000 waiters of a pool that are cancelled go at once, and the pool is whole")
    func cancelledPoolCrowd() async throws {
        let sizes = PGPoolConfiguration(maximumConnections: 1, acquireTimeout: .seconds(50))
        try await withPool(sizes, configuration: configuration()) { pool in
            try await pool.withConnection { connection in
                try await expectAllCancelled { try await pool.withConnection { _ in } }
                try await expectAnswer(from: connection, 1)
            }
            try await expectRightAnswers(from: pool, connections: 1)
        }
    }

    @Test("of 10,000 waiters of a multiplexer that are cancelled go at once, and it is whole")
    func cancelledMultiplexedCrowd() async throws {
        let sizes = PGMultiplexerConfiguration(connections: 1, depth: 1, acquireTimeout: .seconds(50))
        try await withMultiplexer(configuration(), sizes) { multiplexer in
            let blocker = Task { try await multiplexer.query("SELECT 1 FROM pg_sleep(8)", as: Int.self) }
            try await waitUntilRuns("pg_sleep(8)")
            try await expectAllCancelled { try await multiplexer.query("SELECT 1") }
            try await withConnection(superuserConfiguration()) { superuser in
                let query: PGQuery = """
                    SELECT pg_cancel_backend(pid) FROM pg_stat_activity \
                    WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE '%pg_sleep(8)%'
                    """
                try await superuser.execute(query)
            }
            await #expect(throws: PGError.self) { try await blocker.value }
            try await expectRightAnswers(from: multiplexer)
        }
    }

    private func expectAllCancelled(_ body: @escaping @Sendable () async throws -> some Sendable) async throws {
        let tasks = (0..<10_000).map { _ in Task { await failure { _ = try await body() } } }
        try await Task.sleep(for: .milliseconds(300))
        await timed(within: .seconds(10)) {
            for task in tasks.reversed() { task.cancel() }
            var codes: Set<PGError.Code?> = []
            for task in tasks { codes.insert(await task.value?.code) }
            #expect(codes == [.cancelled])
        }
    }

    @Test("cancelled by the thousand at random moments never gets a wrong answer from a pool", arguments: [1, 2, 3])
    func poolStorm(seed: UInt64) async throws {
        let sizes = PGPoolConfiguration(maximumConnections: 6, acquireTimeout: .seconds(50))
        let patient = try configuration { $0.cancelTimeout = .seconds(5) }
        try await withPool(sizes, configuration: patient) { pool in
            let tally = try await storm(of: 1_500, seed: seed) { number, pause in
                try await pool.withConnection { connection in
                    let first = try await connection.query("SELECT \(number) FROM pg_sleep(\(pause))", as: Int.self)
                    let second = try await connection.query("SELECT \(-number)", as: Int.self)
                    return first == [number] && second == [-number]
                }
            }
            #expect(tally["right"] > 100 && tally["cancelled"] > 100, "\(tally.text)")
            #expect(tally["right"] + tally["cancelled"] == 1_500, "\(tally.text)")
            try await expectRightAnswers(from: pool, connections: 6)
        }
    }

    @Test(
        "cancelled by the thousand at random moments never gets a wrong answer from a multiplexer",
        arguments: [4, 5, 6]
    )
    func multiplexedStorm(seed: UInt64) async throws {
        let sizes = PGMultiplexerConfiguration(connections: 3, depth: 32, acquireTimeout: .seconds(50))
        try await withMultiplexer(configuration(), sizes) { multiplexer in
            let tally = try await storm(of: 4_000, seed: seed) { number, pause in
                try await multiplexer.query("SELECT \(number) FROM pg_sleep(\(pause / 10))", as: Int.self) == [number]
            }
            #expect(tally["right"] > 100 && tally["cancelled"] > 100, "\(tally.text)")
            #expect(tally["right"] + tally["cancelled"] == 4_000, "\(tally.text)")
            try await expectRightAnswers(from: multiplexer)
        }
    }

    /// Starts tasks, 60 at a time, and cancels two of three of them after up to 6 ms.
    private func storm(
        of count: Int,
        seed: UInt64,
        _ body: @escaping @Sendable (_ number: Int, _ pause: Double) async throws -> Bool
    ) async throws -> Tally {
        let tally = Tally()
        var generator = SeededGenerator(seed: seed)
        await withTaskGroup(of: Void.self) { group in
            for number in 1...count {
                if number > 60 { await group.next() }
                let pause = Double.random(in: 0...0.004, using: &generator)
                let patience: Duration? =
                    number % 3 == 0 ? nil : .microseconds(Int.random(in: 0...6_000, using: &generator))
                group.addTask {
                    let task = Task { try await body(number, pause) }
                    if let patience {
                        if patience > .microseconds(300) { try? await Task.sleep(for: patience) }
                        task.cancel()
                    }
                    do {
                        tally.add(try await task.value ? "right" : "wrong")
                    } catch let error as PGError {
                        tally.add("\(error.code)")
                    } catch {
                        tally.add("\(error)")
                    }
                }
            }
        }
        return tally
    }
}
