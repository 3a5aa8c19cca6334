// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import PGClusterTesting
import Testing

@Suite("A server killed with SIGKILL", .cluster(replicas: 0), .serialized, .timeLimit(.minutes(1)))
struct ServerDeathTests {
    @Test("before a query fails the query at once, and the pool finds the server again by itself")
    func before() async throws {
        let cluster = try ClusterTrait.cluster
        try await withPool(
            .init(maximumConnections: 3, acquireTimeout: .seconds(30)),
            configuration: configuration { $0.isReadOnly = true }
        ) {
            pool in
            try await expectRightAnswers(from: pool, connections: 3)
            try await cluster.kill("primary")
            for _ in 0..<20 {
                let error = await timed(within: .seconds(5)) {
                    await failure { try await pool.withConnection { _ = try await $0.query("SELECT 1") } }
                }
                #expect(error?.code == .connectFailed || error?.code == .connectionLost, "\(error as Any)")
                #expect(error?.isServerFailure == true)
            }
            let settled = await failure { try await pool.withConnection { _ in } }
            #expect(settled?.code == .connectFailed)
            #expect(settled?.message.contains("Connection refused") == true)
            try await cluster.start("primary")
            // Between two attempts callers still get the old reason, with the time of the next attempt.
            while let error = await failure(of: { try await pool.withConnection { _ in } }) {
                #expect(error.code == .connectFailed && error.message.contains("next attempt in"))
                try await Task.sleep(for: .milliseconds(10))
            }
            try await expectRightAnswers(from: pool, connections: 3)
        }
    }

    @Test("during a statement leaves its outcome unknown, and what was queued behind it was not sent")
    func during() async throws {
        let cluster = try ClusterTrait.cluster
        try await withPool(configuration: configuration()) { pool in
            let errors = try await pool.withConnection { connection in
                let running = Task { await failure { try await connection.execute("SELECT pg_sleep(61)") } }
                try await waitUntilRuns("pg_sleep(61)")
                let queued = (0..<10).map { number in
                    Task { await failure { _ = try await connection.query("SELECT \(number)") } }
                }
                try await Task.sleep(for: .milliseconds(20))
                try await cluster.kill("primary")
                var errors = [await running.value]
                for task in queued { errors.append(await task.value) }
                return errors
            }
            #expect(errors.first??.code == .outcomeUnknown)
            #expect(errors.dropFirst().allSatisfy { $0?.code == .connectionLost || $0?.code == .connectionClosed })
            #expect(errors.allSatisfy { $0?.server == "primary" })
            try await cluster.start("primary")
            try await expectRightAnswers(from: pool, connections: 2)
        }
    }

    @Test("after a query is noticed on the idle connection, whose next statement is known not to have run")
    func afterwards() async throws {
        let cluster = try ClusterTrait.cluster
        try await withConnection(configuration()) { connection in
            try await expectAnswer(from: connection, 1)
            try await cluster.kill("primary")
            #expect(try await eventually(within: .seconds(5)) { connection.serverProcessID == nil })
            let error = await failure { try await connection.execute("CREATE TABLE never (id int)") }
            #expect(error?.code == .connectionLost || error?.code == .connectionClosed, "\(error as Any)")
        }
        try await cluster.start("primary")
    }

    @Test("while connecting fails the attempt long before its deadline")
    func whileConnecting() async throws {
        let cluster = try ClusterTrait.cluster
        let slow = try configuration { $0.connectTimeout = .seconds(50) }
        // Paused, it takes the connection and says nothing, so that the attempts are under way for certain.
        try await cluster.pause("primary")
        let attempts = (0..<20).map { _ in Task { await failure { try await withConnection(slow) { _ in } } } }
        try await Task.sleep(for: .milliseconds(200))
        try await timed(within: .seconds(20)) {
            try await cluster.kill("primary")
            for attempt in attempts {
                let error = await attempt.value
                #expect(error?.code == .connectFailed, "\(error as Any)")
            }
        }
        try await cluster.start("primary")
        try await withConnection(slow) { try await expectAnswer(from: $0, 1) }
    }

    @Test("with hundreds of multiplexed reads under way answers each of them, rightly or with the loss")
    func multiplexed() async throws {
        let cluster = try ClusterTrait.cluster
        let sizes = PGMultiplexerConfiguration(connections: 4, depth: 128, patience: .seconds(60))
        try await withMultiplexer(configuration(), sizes) { multiplexer in
            try await expectRightAnswers(from: multiplexer)
            for _ in 0..<2 {
                let tally = Tally()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<400 {
                        group.addTask {
                            do throws(PGError) {
                                let query: PGQuery = "SELECT \(number) FROM pg_sleep(0.05)"
                                let answer = try await multiplexer.query(query, as: Int.self)
                                #expect(answer == [number])
                                tally.add("answer")
                            } catch {
                                #expect(error.isServerFailure, "\(error)")
                                tally.add("\(error.code)")
                            }
                        }
                    }
                    group.addTask {
                        try await waitUntilRuns("pg_sleep(0.05)", count: 4)
                        try await cluster.kill("primary")
                    }
                    try await timed(within: .seconds(30)) { try await group.waitForAll() }
                }
                #expect(tally.total == 400)
                #expect(tally["connectFailed"] + tally["connectionLost"] > 100, "\(tally.text)")
                let refused = await failure { try await multiplexer.query("SELECT 1") }
                #expect(refused?.code == .connectFailed)
                try await cluster.start("primary")
                try await expectRightAnswers(from: multiplexer)
            }
        }
    }
}
