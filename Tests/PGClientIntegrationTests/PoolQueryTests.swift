// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import Testing

@Suite("A statement that a pool runs by itself", .cluster(replicas: 0), .timeLimit(.minutes(2)))
struct PoolQueryTests {
    private static let single = PGPoolConfiguration(maximumConnections: 1, acquireTimeout: .seconds(30))

    /// The only connection is at rest, and gives right answers.
    private func expectWhole(_ pool: PGPool, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for number in 0..<3 {
            let answer = try await pool.query("SELECT \(number)", as: Int.self)
            #expect(answer == [number], sourceLocation: sourceLocation)
        }
        #expect(pool.statistics.idle == 1 && pool.statistics.leased == 0, sourceLocation: sourceLocation)
    }

    @Test("uses a connection that is at rest, and has given it back when its answer comes")
    func reuse() async throws {
        try await withPool(Self.single) { pool in
            var pids: Set<Int> = []
            for _ in 0..<10 {
                pids.formUnion(try await pool.query("SELECT pg_backend_pid()", as: Int.self))
                #expect(pool.statistics.idle == 1)
            }
            #expect(pids.count == 1)
        }
    }

    @Test("is decoded, and counted, as on a connection")
    func decoding() async throws {
        try await withPool(Self.single) { pool in
            let rows = try await pool.query("SELECT \(1), \("a")::text", as: (Int, String).self)
            #expect(rows.first?.0 == 1 && rows.first?.1 == "a")
            #expect(try await pool.execute("CREATE TEMP TABLE kept AS SELECT generate_series(1, 3)") == 3)
        }
    }

    @Test("leaves the connection whole when the server refuses it")
    func refused() async throws {
        try await withPool(Self.single) { pool in
            try await expectWhole(pool)
            let error = await failure { try await pool.query("SELECT * FROM there_is_no_such_table") }
            #expect(error?.sqlState == "42P01")
            try await expectWhole(pool)
        }
    }

    @Test("leaves the connection whole when it is refused before it is sent")
    func invalid() async throws {
        try await withPool(Self.single) { pool in
            try await expectWhole(pool)
            let error = await failure { try await pool.query("SELECT \("a\0b")") }
            #expect(error?.code == .invalidParameter)
            try await expectWhole(pool)
        }
    }

    @Test("that opens a transaction or changes the session leaves nothing of it behind")
    func session() async throws {
        try await withPool(Self.single) { pool in
            _ = try await pool.query("SET application_name = 'changed'")
            #expect(try await pool.query("SELECT current_setting('application_name')", as: String.self) != ["changed"])
            _ = try await pool.query("BEGIN")
            let outside = await failure { try await pool.query("SAVEPOINT a") }
            #expect(outside?.sqlState == "25P01", "only a transaction can have a savepoint")
            try await expectWhole(pool)
        }
    }

    @Test("of a task that is cancelled already is not sent")
    func cancelledBefore() async throws {
        try await withPool(Self.single) { pool in
            try await expectWhole(pool)
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                return await failure { try await pool.query("SELECT 1") }
            }
            task.cancel()
            #expect(await task.value?.code == .cancelled)
            try await expectWhole(pool)
        }
    }

    @Test("is cancelled on the server with its task, and the connection comes back")
    func cancelled() async throws {
        try await withPool(Self.single) { pool in
            try await expectWhole(pool)
            let pid = try await pool.query("SELECT pg_backend_pid()", as: Int.self)
            let task = Task { await failure { try await pool.query("SELECT pg_sleep(60)") } }
            while pool.statistics.leased == 0 { await Task.yield() }
            task.cancel()
            #expect(await task.value?.code == .cancelled)
            #expect(try await pool.query("SELECT pg_backend_pid()", as: Int.self) == pid)
            try await expectWhole(pool)
        }
    }

    @Test("is given up at its deadline, while it runs and while it waits for a connection")
    func deadline() async throws {
        try await withPool(Self.single) { pool in
            try await expectWhole(pool)
            let late = await failure {
                try await pool.query("SELECT pg_sleep(60)", deadline: .now + .milliseconds(100))
            }
            #expect(late?.code == .statementTimedOut)
            try await pool.withConnection { _ in
                let waited = await failure { try await pool.query("SELECT 1", deadline: .now + .milliseconds(100)) }
                #expect(waited?.code == .acquireTimedOut)
            }
            #expect(try await pool.query("SELECT 7", deadline: .now + .seconds(30)).decode(as: Int.self) == [7])
            try await expectWhole(pool)
        }
    }

    @Test("waits however long it may, and that may be longer than anybody lives")
    func noHurry() async throws {
        let patient = PGPoolConfiguration(maximumConnections: 1, acquireTimeout: .seconds(Int64.max))
        try await withPool(patient) { pool async throws in
            let deadline = ContinuousClock.now + .seconds(1 << 40)
            #expect(try await pool.query("SELECT 7", deadline: deadline).decode(as: Int.self) == [7])
            #expect(try await pool.query("SELECT 8", deadline: deadline).decode(as: Int.self) == [8])
        }
    }

    @Test("has given its connection back when its answer comes with a notice, too")
    func notice() async throws {
        try await withPool(Self.single) { pool in
            _ = try await pool.query("DROP TABLE IF EXISTS there_is_no_such_table")
            #expect(pool.statistics.idle == 1)
            try await expectWhole(pool)
        }
    }

    @Test("learns of the loss of its connection, and the next one gets another")
    func loss() async throws {
        try await withPool(Self.single) { pool in
            let pid = try #require(try await pool.query("SELECT pg_backend_pid()", as: Int32.self).first)
            let task = Task { await failure { try await pool.query("SELECT pg_sleep(60)") } }
            while pool.statistics.leased == 0 { await Task.yield() }
            try await withConnection { _ = try await $0.query("SELECT pg_terminate_backend(\(pid))") }
            #expect(await task.value != nil)
            try await expectWhole(pool)
        }
    }

    @Test("under a storm of cancellations gets its own answer or none, and leaves the pool whole")
    func cancellationStorm() async throws {
        try await withPool(.init(maximumConnections: 4, acquireTimeout: .seconds(30))) { pool in
            let cancelled = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        let task = Task {
                            let pause = Double(number % 7) * 0.002
                            return try await pool.query("SELECT \(number) FROM pg_sleep(\(pause))", as: Int.self)
                        }
                        if number % 3 != 0 {
                            try? await Task.sleep(for: .microseconds(number * 37 % 9_000))
                            task.cancel()
                        }
                        do {
                            #expect(try await task.value == [number])
                            return false
                        } catch {
                            #expect((error as? PGError)?.code == .cancelled, "\(error)")
                            return true
                        }
                    }
                }
                return await group.reduce(0) { $1 ? $0 + 1 : $0 }
            }
            #expect(cancelled > 0)
            for number in 0..<20 { #expect(try await pool.query("SELECT \(number)", as: Int.self) == [number]) }
            let isWhole = try await eventually { pool.statistics.leased == 0 }
            #expect(isWhole)
        }
    }

    @Test("waits its turn while all connections are busy, and gets its own answer", arguments: [1, 3])
    func queue(connections: Int) async throws {
        let configuration = PGPoolConfiguration(maximumConnections: connections, acquireTimeout: .seconds(30))
        try await withPool(configuration) { pool in
            let pids = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<500 {
                    group.addTask {
                        let query: PGQuery = "SELECT \(number), pg_backend_pid()"
                        let row = try #require(try await pool.query(query, as: (Int, Int).self).first)
                        #expect(row.0 == number)
                        return row.1
                    }
                }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect((1...connections).contains(pids.count))
            #expect(pool.statistics.leased == 0 && pool.statistics.waiting == 0)
        }
    }

    @Test("is called off with its task while it waits, and is not sent")
    func cancelledWhileWaiting() async throws {
        try await withPool(Self.single) { pool in
            try await pool.withConnection { connection in
                let task = Task { await failure { try await pool.query("SELECT pg_sleep(60)") } }
                while pool.statistics.waiting == 0 { await Task.yield() }
                task.cancel()
                #expect(await task.value?.code == .cancelled)
                #expect(pool.statistics.waiting == 0)
                try await expectAnswer(from: connection, 3)
            }
            try await expectWhole(pool)
        }
    }

    @Test("fails while it waits at the end of its time, at a shutdown, and with the reason why nothing can be opened")
    func failedWhileWaiting() async throws {
        let group = try PGEventLoopGroup(loops: 1)
        defer { group.shutdown() }
        let pool = try PGPool(primaryConfiguration(), pool: Self.single, on: group)
        let shutdown = try await pool.withConnection { _ in
            let late = await failure { try await pool.query("SELECT 1", deadline: .now + .milliseconds(50)) }
            #expect(late?.code == .acquireTimedOut)
            let waiting = Task { await failure { try await pool.query("SELECT 1") } }
            while pool.statistics.waiting == 0 { await Task.yield() }
            let shutdown = Task { await pool.shutdown() }
            #expect(await waiting.value?.code == .poolShutDown)
            return shutdown
        }
        await shutdown.value
        let nowhere = try PGConfiguration("postgresql://app@127.0.0.1:1/app", label: "nowhere")
        let unreachable = try PGPool(nowhere, pool: Self.single, on: group)
        let refused = await failure { try await unreachable.query("SELECT 1") }
        #expect(refused?.code == .connectFailed)
        #expect(refused?.server == "nowhere")
        await unreachable.shutdown()
    }

    @Test("that is refused before it is sent does not wait for a connection")
    func invalidWhileBusy() async throws {
        try await withPool(Self.single) { pool in
            try await pool.withConnection { _ in
                let error = await failure { try await pool.query("SELECT \("a\0b")") }
                #expect(error?.code == .invalidParameter)
                #expect(pool.statistics.waiting == 0)
            }
        }
    }

    @Test("that waits is given up at its deadline once it runs")
    func deadlineAfterWaiting() async throws {
        try await withPool(Self.single) { pool in
            let task = try await pool.withConnection { _ in
                let task = Task {
                    await failure { try await pool.query("SELECT pg_sleep(60)", deadline: .now + .milliseconds(500)) }
                }
                while pool.statistics.waiting == 0 { await Task.yield() }
                return task
            }
            #expect(await task.value?.code == .statementTimedOut)
            try await expectWhole(pool)
        }
    }

    @Test("may run beside a shutdown, which waits for it")
    func shutdown() async throws {
        let group = try PGEventLoopGroup(loops: 1)
        defer { group.shutdown() }
        let pool = try PGPool(primaryConfiguration(), pool: Self.single, on: group)
        try await expectWhole(pool)
        let task = Task { try await pool.query("SELECT 5 FROM pg_sleep(0.3)", as: Int.self) }
        while pool.statistics.leased == 0 { await Task.yield() }
        await pool.shutdown()
        #expect(try await task.value == [5])
        #expect(await failure { try await pool.query("SELECT 1") }?.code == .poolShutDown)
    }
}
