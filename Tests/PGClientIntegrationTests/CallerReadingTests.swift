// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Testing

@testable import PGClient

/// Callers on threads of their own read their answers by themselves; tests run on such threads, so the other suites do it all
/// the time. Here is what is special about it.
@Suite("A caller that reads its own answer", .cluster(replicas: 0), .timeLimit(.minutes(2)))
struct CallerReadingTests {
    private static let single = PGPoolConfiguration(maximumConnections: 1, acquireTimeout: .seconds(30))

    @Test("loses the connection to others, and not its answer, where it gets no time", arguments: [true, false])
    func starved(hasDeadline: Bool) async throws {
        try await withPool(Self.single) { pool in
            try await expectAnswer(from: pool, 1)
            let gate = Gate(allowance: 1)
            let starved = Task(executorPreference: gate) {
                // It waits by the time the answer comes: one that is there already it would read at once.
                let statement: PGQuery = "SELECT \(2) FROM pg_sleep(0.05)"
                guard hasDeadline else { return try await pool.query(statement, as: Int.self) }
                return try await pool.query(statement, deadline: .now + .seconds(60)).decode(as: Int.self)
            }
            // It has sent its statement, and does not get to run when the answer is there.
            try await expectAnswer(from: pool, 3)
            #expect(gate.keptCount == 1)
            #expect(pool.statistics.idle == 1)
            gate.open()
            #expect(try await starved.value == [2])
        }
    }

    @Test("has its answer, though others are asked for on the same connection meanwhile")
    func queued() async throws {
        try await withConnection { connection in
            let gate = Gate(allowance: 1)
            let starved = Task(executorPreference: gate) {
                try await connection.query("SELECT \(1) FROM pg_sleep(0.05)", as: Int.self)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 2..<50 { group.addTask { try await expectAnswer(from: connection, number) } }
                try await group.waitForAll()
            }
            #expect(gate.keptCount == 1)
            gate.open()
            #expect(try await starved.value == [1])
        }
    }

    @Test("is told in time that its connection is gone")
    func lost() async throws {
        try await withPool(Self.single) { pool in
            try await expectAnswer(from: pool, 1)
            let error = await failure { try await pool.query("SELECT pg_terminate_backend(pg_backend_pid())") }
            #expect(error?.sqlState == .adminShutdown)
            try await expectAnswer(from: pool, 2)
        }
    }

    @Test("leaves to the loop what comes in pieces", arguments: [10_000, 20_000, 100_000, 3_000_000])
    func pieces(length: Int) async throws {
        try await withPool(Self.single) { pool in
            for _ in 0..<5 {
                let text = try await pool.query("SELECT repeat('x', \(Int32(length)))", as: String.self)
                #expect(text.first?.utf8.count == length)
            }
        }
    }

    @Test("leaves no notification in the socket, and keeps their order, however much comes with its answers")
    func notifications() async throws {
        try await withConnection { connection in
            let (heard, hearing) = AsyncStream.makeStream(of: String.self)
            connection.driver.onNotification { hearing.yield(String($0.payload.prefix(2))) }
            try await connection.execute("LISTEN bulk")
            // Each is half of what libpq reads at a time, and 40 of them come at once, with an answer and without.
            let notify: PGQuery = """
                SELECT count(pg_notify('bulk', n || repeat('x', 7990))) FROM generate_series(11, 50) n
                """
            var notifications = heard.makeAsyncIterator()
            for isOwn in [true, false] {
                if isOwn {
                    try await connection.execute(notify)
                } else {
                    _ = try await withConnection { try await $0.execute(notify) }
                }
                for number in 11...50 { await #expect(notifications.next() == String(number)) }
            }
        }
    }
}
