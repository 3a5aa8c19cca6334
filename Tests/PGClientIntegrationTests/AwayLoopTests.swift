// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Testing

@testable import PGClient

/// The loops of other suites leave looking to callers when it pays; the loop of this one does whenever it may.
@Suite("A loop that leaves looking to callers", .cluster(replicas: 0), .timeLimit(.minutes(2)))
struct AwayLoopTests {
    private func withAwayLoop(_ body: (PGPool, PGEventLoopGroup) async throws -> Void) async throws {
        let group = try PGEventLoopGroup(loops: 1, absence: AbsencePolicy(trial: 1))
        defer { group.shutdown() }
        let sizes = PGPoolConfiguration(
            maximumConnections: 6,
            acquireTimeout: .seconds(60),
            multiplexing: PGMultiplexerConfiguration(connections: 2, patience: .seconds(60))
        )
        let pool = try PGPool(primaryConfiguration(), pool: sizes, on: group)
        do {
            try await body(pool, group)
        } catch {
            await pool.shutdown()
            throw error
        }
        await pool.shutdown()
    }

    @Test("serves callers of every kind at the same time")
    func everybody() async throws {
        try await withAwayLoop { pool, group in
            let listener = try PGListener(primaryConfiguration(), channels: ["away"], on: group)
            var heard = listener.makeAsyncIterator()
            guard case .listening = await heard.next() else {
                Issue.record("It listens first.")
                return
            }
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for _ in 0..<6 {
                    tasks.addTask { for number in 0..<300 { try await expectAnswer(from: pool, number) } }
                }
                for _ in 0..<2 {
                    tasks.addTask(executorPreference: group.nextLoop()) {
                        for number in 0..<200 { try await expectAnswer(from: pool, number) }
                    }
                    tasks.addTask {
                        for number in 0..<200 { try await expectAnswer(from: pool.multiplexed, number) }
                    }
                }
                tasks.addTask {
                    for _ in 0..<10 {
                        let connection = try await PGConnection.connect(primaryConfiguration(), on: group)
                        defer { connection.close() }
                        try await expectAnswer(from: connection, 1)
                    }
                }
                tasks.addTask {
                    let query: PGQuery = "SELECT n, repeat('x', 100) FROM generate_series(1, 30000) n"
                    let rows = try await pool.query(query, as: (Int, String).self)
                    #expect(rows.map(\.0) == Array(1...30_000))
                }
                tasks.addTask {
                    for _ in 0..<20 {
                        let cancelled = Task { try await pool.query("SELECT pg_sleep(60)") }
                        cancelled.cancel()
                        await #expect(throws: PGError.self) { try await cancelled.value }
                    }
                }
                tasks.addTask {
                    for number in 0..<50 { _ = try await pool.query("SELECT pg_notify('away', \(String(number)))") }
                }
                try await tasks.waitForAll()
            }
            for number in 0..<50 {
                guard case .notification(let notification) = await heard.next() else {
                    Issue.record("Each notification is heard.")
                    return
                }
                #expect(notification.payload == String(number))
            }
        }
    }

    @Test("is back in time for the others where a caller that was told gets no time")
    func starved() async throws {
        try await withAwayLoop { pool, group in
            try await expectAnswer(from: pool, 0)
            let gate = Gate(allowance: 1)
            let starved = Task(executorPreference: gate) {
                try await pool.query("SELECT \(1) FROM pg_sleep(0.05)", as: Int.self)
            }
            while gate.keptCount == 0 { try await expectAnswer(from: pool, 7) }
            try await Task(executorPreference: group.nextLoop()) {
                for number in 0..<100 { try await expectAnswer(from: pool, number) }
            }.value
            for number in 0..<100 { try await expectAnswer(from: pool, number) }
            gate.open()
            #expect(try await starved.value == [1])
        }
    }
}
