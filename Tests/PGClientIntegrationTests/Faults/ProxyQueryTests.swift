// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import PGClusterTesting
import Testing

@Suite("Querying over a bad network", .cluster(replicas: 0), .timeLimit(.minutes(1)))
struct ProxyQueryTests {
    /// Runs `body` with a pool of one connection, already open, behind a proxy of its own.
    private func withProxiedPool(
        _ change: (inout PGConfiguration) -> Void = { _ in },
        _ body: (FaultProxy, PGPool) async throws -> Void
    ) async throws {
        try await withFaultProxy(to: port()) { proxy in
            let configuration = try configuration(port: proxy.port, change)
            try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30)), configuration: configuration)
            { pool in
                try await pool.withConnection { try await expectAnswer(from: $0, 1) }
                try await body(proxy, pool)
                proxy.set(.pass)
                // The pool has to replace its connection, and nothing late may reach the new one.
                try await timed(within: .seconds(10)) {
                    for number in 0..<5 { try await pool.withConnection { try await expectAnswer(from: $0, number) } }
                }
            }
        }
    }

    @Test(
        "a reset during a statement leaves its outcome unknown; on a read-only connection it is a loss",
        arguments: [true, false]
    )
    func reset(isReadOnly: Bool) async throws {
        let mark = isReadOnly ? "pg_sleep(65)" : "pg_sleep(66)"
        try await withProxiedPool {
            $0.isReadOnly = isReadOnly
        } _: { proxy, pool in
            let task = Task {
                await failure { try await pool.withConnection { try await $0.execute(PGQuery(sql: "SELECT \(mark)")) } }
            }
            try await waitUntilRuns(mark)
            let error = await timed(within: .seconds(2)) {
                proxy.set(.reset)
                return await task.value
            }
            #expect(error?.code == (isReadOnly ? .connectionLost : .outcomeUnknown), "\(error as Any)")
            #expect(error?.isServerFailure == true)
        }
    }

    @Test(
        "a large result that is cut in its middle is an error and never a shorter result",
        arguments: [1, 7, 100, 8_191, 500_000, 3_000_000],
        [true, false]
    )
    func cutResult(after count: Int, resets: Bool) async throws {
        try await withProxiedPool {
            $0.isReadOnly = true
        } _: { proxy, pool in
            proxy.set(.cut(after: count, resets: resets), .toClient)
            let error = await timed(within: .seconds(10)) {
                await failure {
                    try await pool.withConnection { connection in
                        try await connection.query("SELECT repeat('x', 1000), n FROM generate_series(1, 5000) n")
                    }
                }
            }
            #expect(error?.code == .connectionLost, "\(error as Any)")
        }
    }

    @Test("a statement cut on its way to the server is lost, or its outcome unknown", arguments: [1, 50, 2_000])
    func cutStatement(after count: Int) async throws {
        try await withProxiedPool { proxy, pool in
            proxy.set(.cut(after: count, resets: false), .toServer)
            let text = String(repeating: "y", count: 100_000)
            let error = await timed(within: .seconds(10)) {
                await failure { try await pool.withConnection { try await $0.execute("SELECT \(text)::text") } }
            }
            #expect(error?.code == .outcomeUnknown, "\(error as Any)")
        }
    }

    @Test(
        "silence ends a statement at its deadline, and the connection within the time for its cancellation",
        arguments: FaultDirection.allCases
    )
    func silent(direction: FaultDirection) async throws {
        try await withProxiedPool { proxy, pool in
            let before = try await pool.withConnection { $0.serverProcessID }
            proxy.set(.silent, direction)
            let error = await timed(within: .seconds(2)) {
                await failure {
                    try await pool.withConnection { connection in
                        _ = try await connection.query("SELECT 1", deadline: .now + .milliseconds(200))
                    }
                }
            }
            #expect(error?.code == .statementTimedOut)
            // The cancel request, over a connection of its own, gets no answer either.
            try await Task.sleep(for: .milliseconds(300))
            proxy.set(.pass)
            try await timed(within: .seconds(2)) {
                let after = try await pool.withConnection { $0.serverProcessID }
                #expect(after != before)
            }
        }
    }

    @Test("a cancellation whose request gets lost closes the connection when its time is over")
    func lostCancellation() async throws {
        try await withProxiedPool { proxy, pool in
            let before = try await pool.withConnection { $0.serverProcessID }
            let task = Task {
                await failure { try await pool.withConnection { try await $0.execute("SELECT pg_sleep(67)") } }
            }
            try await waitUntilRuns("pg_sleep(67)")
            proxy.set(.silent)
            task.cancel()
            #expect(await timed(within: .seconds(1)) { await task.value }?.code == .cancelled)
            try await Task.sleep(for: .milliseconds(300))
            proxy.set(.pass)
            try await timed(within: .seconds(2)) {
                let after = try await pool.withConnection { $0.serverProcessID }
                #expect(after != before)
            }
        }
    }

    @Test("garbage instead of a reply is an error, and the connection is not used again", arguments: Garbage.allCases)
    func garbage(garbage: Garbage) async throws {
        try await withProxiedPool {
            $0.isReadOnly = true
        } _: { proxy, pool in
            let before = try await pool.withConnection { $0.serverProcessID }
            // The servers of the cases before may still be asleep.
            let mark = "pg_sleep(68) /* \(garbage) */"
            let task = Task {
                await failure {
                    try await pool.withConnection { connection in
                        _ = try await connection.query(PGQuery(sql: "SELECT \(mark)"), deadline: .now + .seconds(2))
                    }
                }
            }
            try await waitUntilRuns(mark)
            proxy.set(.garbage(garbage.bytes), .toClient)
            let error = await timed(within: .seconds(4)) { await task.value }
            #expect(error?.code == .connectionLost || error?.code == .statementTimedOut, "\(error as Any)")
            try await Task.sleep(for: .milliseconds(300))
            proxy.set(.pass)
            let after = try await pool.withConnection { $0.serverProcessID }
            #expect(after != before, "\(error as Any)")
        }
    }

    @Test("garbage on an idle connection costs only that connection", arguments: Garbage.allCases)
    func idleGarbage(garbage: Garbage) async throws {
        try await withProxiedPool { proxy, pool in
            proxy.set(.garbage(garbage.bytes), .toClient)
            #expect(try await eventually { proxy.byteCount(.toClient) > 0 })
            try await Task.sleep(for: .milliseconds(100))
            // A deadline: a message that only claims to be long cannot be told from one that is on its way.
            let error = await timed(within: .seconds(4)) {
                await failure {
                    proxy.set(.pass)
                    try await pool.withConnection { connection in
                        _ = try await connection.query("SELECT 1", deadline: .now + .milliseconds(500))
                    }
                }
            }
            // An error that claims a shorter length than it has shows only when the answer to a statement follows it.
            let codes: [PGError.Code?] = garbage == .unknownError ? [.outcomeUnknown] : [nil, .statementTimedOut]
            #expect(codes.contains(error?.code), "\(error as Any)")
            try await Task.sleep(for: .milliseconds(300))
        }
    }

    @Test("the server's last words on an idle connection close it at once, before the end of the stream shows")
    func lastWords() async throws {
        try await withFaultProxy(to: port()) { proxy in
            try await withConnection(configuration(port: proxy.port)) { connection in
                try await expectAnswer(from: connection, 1)
                proxy.set(.garbage(Garbage.lastWords), .toClient)
                #expect(try await eventually(within: .seconds(5)) { connection.serverProcessID == nil })
                let error = await failure { try await connection.execute("SELECT 1") }
                #expect(error?.code == .connectionLost || error?.code == .connectionClosed, "\(error as Any)")
            }
        }
    }

    @Test(
        "garbage in a pipeline fails the reads under way on that connection and no later one",
        arguments: Garbage.allCases
    )
    func multiplexedGarbage(garbage: Garbage) async throws {
        try await withFaultProxy(to: port()) { proxy in
            let sizes = PGMultiplexerConfiguration(connections: 1, depth: 64, patience: .seconds(60))
            try await withMultiplexer(configuration(port: proxy.port), sizes) { multiplexer in
                try await expectRightAnswers(from: multiplexer)
                let tally = Tally()
                let tasks = (0..<50).map { number in
                    Task {
                        do throws(PGError) {
                            let query: PGQuery = "SELECT \(number) FROM pg_sleep(0.02)"
                            let answer = try await multiplexer.query(query, as: Int.self)
                            #expect(answer == [number])
                            tally.add("answer")
                        } catch {
                            tally.add("\(error.code)")
                        }
                    }
                }
                try await Task.sleep(for: .milliseconds(100))
                proxy.set(.garbage(garbage.bytes), .toClient)
                try await Task.sleep(for: .milliseconds(200))
                // What only looks like the start of a long message ends with the connection.
                proxy.set(.reset)
                proxy.set(.pass)
                for task in tasks { await task.value }
                #expect(tally.total == 50)
                #expect(tally["answer"] + tally["connectionLost"] + tally["connectFailed"] == 50, "\(tally.text)")
                try await expectRightAnswers(from: multiplexer)
            }
        }
    }
}
