// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Foundation
import PGClient
import PGClusterTesting
import Testing

@Suite("A server stopped with SIGSTOP", .cluster(replicas: 1), .serialized, .timeLimit(.minutes(1)))
struct PausedServerTests {
    /// Resumes the server whatever happens to `body`.
    private func whilePaused<Result>(_ body: () async throws -> Result) async throws -> Result {
        let cluster = try ClusterTrait.cluster
        try await cluster.pause("primary")
        do {
            let result = try await body()
            try await cluster.resume("primary")
            return result
        } catch {
            try? await cluster.resume("primary")
            throw error
        }
    }

    @Test("is given up by those who connect at their deadline")
    func whileConnecting() async throws {
        let hasty = try configuration { $0.connectTimeout = .milliseconds(300) }
        try await withPool(.init(maximumConnections: 4, acquireTimeout: .seconds(30)), configuration: hasty) { pool in
            try await whilePaused {
                await timed(within: .seconds(3)) {
                    await withTaskGroup(of: PGError?.self) { group in
                        for _ in 0..<8 { group.addTask { await failure { try await pool.withConnection { _ in } } } }
                        for await error in group { #expect(error?.code == .connectTimedOut, "\(error as Any)") }
                    }
                }
            }
            try await expectRightAnswers(from: pool, connections: 4)
        }
    }

    @Test("is given up by statements at their deadline, and their connections are not used again")
    func duringQuery() async throws {
        try await withPool(.init(maximumConnections: 2, acquireTimeout: .seconds(30)), configuration: configuration()) {
            pool in
            let before = try await pool.withConnection { $0.serverProcessID }
            try await whilePaused {
                let error = await timed(within: .seconds(3)) {
                    await failure {
                        try await pool.withConnection { connection in
                            _ = try await connection.query("SELECT 1", deadline: .now + .milliseconds(200))
                        }
                    }
                }
                #expect(error?.code == .statementTimedOut)
                try await Task.sleep(for: .milliseconds(300))
            }
            try await pool.withConnection { connection in
                #expect(connection.serverProcessID != before)
                try await expectAnswer(from: connection, 5)
            }
            try await expectRightAnswers(from: pool, connections: 2)
        }
    }

    @Test("in the middle of a cancellation holds nobody up, and the connection is closed when its time is over")
    func duringCancellation() async throws {
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30)), configuration: configuration()) {
            pool in
            let (processes, found) = AsyncStream<Int32?>.makeStream()
            let task = Task {
                await failure {
                    try await pool.withConnection { connection in
                        found.yield(connection.serverProcessID)
                        try await connection.execute("SELECT pg_sleep(62)")
                    }
                }
            }
            var before: Int32?
            for await process in processes {
                before = process
                break
            }
            try await waitUntilRuns("pg_sleep(62)")
            try await whilePaused {
                task.cancel()
                let error = await timed(within: .seconds(1)) { await task.value }
                #expect(error?.code == .cancelled)
                try await Task.sleep(for: .milliseconds(400))
            }
            try await pool.withConnection { connection in
                try await expectAnswer(from: connection, 6)
                #expect(connection.serverProcessID != before)
            }
        }
    }

    @Test("with many cancellations hanging on it does not hold up those of another server")
    func cancellationsElsewhere() async throws {
        let group = try PGEventLoopGroup(loops: 1)
        defer { group.shutdown() }
        let paused = try PGPool(configuration(), pool: .init(maximumConnections: 40), on: group)
        let live = try PGPool(
            configuration(of: "replica-1") { $0.cancelTimeout = .seconds(10) },
            pool: .init(maximumConnections: 1),
            on: group
        )
        let tasks = (0..<40).map { _ in
            Task { await failure { try await paused.withConnection { try await $0.execute("SELECT pg_sleep(63)") } } }
        }
        try await waitUntilRuns("pg_sleep(63)", count: 40)
        try await whilePaused {
            for task in tasks { task.cancel() }
            for task in tasks { #expect(await task.value?.code == .cancelled) }
            let before = try await live.withConnection { $0.serverProcessID }
            let task = Task {
                await failure { try await live.withConnection { try await $0.execute("SELECT pg_sleep(64)") } }
            }
            try await waitUntilRuns("pg_sleep(64)", of: "replica-1")
            task.cancel()
            #expect(await task.value?.code == .cancelled)
            try await timed(within: .seconds(5)) {
                try await live.withConnection { connection in
                    #expect(connection.serverProcessID == before)
                    try await expectAnswer(from: connection, 7)
                }
            }
        }
        await paused.shutdown(deadline: .now + .seconds(2))
        await live.shutdown(deadline: .now + .seconds(2))
    }

    @Test("costs the loop no time while a statement waits for it")
    func noBusyLoop() async throws {
        let group = try PGEventLoopGroup(loops: 1)
        defer { group.shutdown() }
        let loop = group.nextLoop()
        let pool = try PGPool(configuration(), pool: .init(maximumConnections: 2), on: group)
        let multiplexer = try PGMultiplexer(configuration(), multiplexing: .init(connections: 1), on: group)
        try await expectRightAnswers(from: pool, connections: 2)
        try await expectRightAnswers(from: multiplexer)
        try await whilePaused {
            let late = ContinuousClock.now + .milliseconds(900)
            let tasks = [
                Task {
                    await failure {
                        try await pool.withConnection { _ = try await $0.query("SELECT 1", deadline: late) }
                    }
                },
                Task { await failure { _ = try await multiplexer.query("SELECT 1") } },
            ]
            try await Task.sleep(for: .milliseconds(100))
            let before = await Self.processorTime(of: loop)
            try await Task.sleep(for: .milliseconds(400))
            let spent = await Self.processorTime(of: loop) - before
            #expect(spent < .milliseconds(20), "the loop thread ran for \(spent) of 400 ms")
            #expect(await tasks[0].value?.code == .statementTimedOut)
            tasks[1].cancel()
            #expect(await tasks[1].value?.code == .cancelled)
        }
        multiplexer.shutdown()
        await pool.shutdown(deadline: .now + .seconds(2))
    }

    /// What the loop's thread has used so far. Other suites run beside this one, so the process says nothing.
    private static func processorTime(of loop: PGEventLoop) async -> Duration {
        await Task(executorPreference: loop) {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
        }.value
    }
}
