// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import Synchronization
import Testing

@Suite("A pool", .cluster(replicas: 0))
struct PoolTests {
    @Test("of size 0, or without time to wait, is refused")
    func refused() throws {
        let group = try PGEventLoopGroup(loops: 1)
        defer { group.shutdown() }
        for bad in [
            PGPoolConfiguration(maximumConnections: 0), .init(maximumConnections: -1), .init(acquireTimeout: .zero),
        ] {
            let error = #expect(throws: PGError.self) { try PGPool(primaryConfiguration(), pool: bad, on: group) }
            #expect(error?.code == .invalidConfiguration)
        }
    }

    @Test("uses its connections again")
    func reuse() async throws {
        try await withPool { pool in
            var pids: Set<Int> = []
            for _ in 0..<10 {
                pids.formUnion(
                    try await pool.withConnection {
                        try await $0.query("SELECT pg_backend_pid()", as: Int.self)
                    }
                )
            }
            #expect(pids.count == 1)
        }
    }

    @Test("opens no more connections than it may, and serves everybody")
    func bounded() async throws {
        try await withPool(.init(maximumConnections: 3, acquireTimeout: .seconds(30))) { pool in
            let pids = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        try await pool.withConnection { connection in
                            let query: PGQuery = "SELECT \(number), pg_backend_pid() FROM pg_sleep(0.002)"
                            let row = try await connection.query(query, as: (Int, Int).self).first
                            #expect(row?.0 == number)
                            return row?.1 ?? 0
                        }
                    }
                }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect((1...3).contains(pids.count))
        }
    }

    @Test("that is held empty refuses a caller at the deadline and says why")
    func acquireTimeout() async throws {
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30))) { pool in
            try await pool.withConnection { _ in
                let error = await failure {
                    try await pool.withConnection(acquireDeadline: .now + .milliseconds(100)) { _ in }
                }
                #expect(error?.code == .acquireTimedOut)
                #expect(error?.message.contains("1 of at most 1 are open") == true)
                #expect(error?.isServerFailure == false)
            }
            try await pool.withConnection { try await expectAnswer(from: $0, 1) }
        }
    }

    @Test("lets a caller go that is cancelled while it waits, and loses no connection over it")
    func cancelledWaiter() async throws {
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30))) { pool in
            let task = try await pool.withConnection { _ in
                let task = Task { await failure { try await pool.withConnection { _ in } } }
                task.cancel()
                #expect(await task.value?.code == .cancelled)
                return Task { await failure { try await pool.withConnection { _ in } } }
            }
            #expect(await task.value == nil)
        }
    }

    @Test("gives every waiter the reason why no connection can be opened")
    func connectError() async throws {
        var configuration = try PGConfiguration("postgresql://app:x@127.0.0.1:1/app", label: "nowhere")
        configuration.connectTimeout = .seconds(1)
        try await withPool(configuration: configuration) { pool in
            let errors = await withTaskGroup(of: PGError?.self) { group in
                for _ in 0..<10 { group.addTask { await failure { try await pool.withConnection { _ in } } } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(errors.count == 10)
            for error in errors {
                #expect(error?.code == .connectFailed)
                #expect(error?.message.contains("Connection refused") == true)
            }
        }
    }

    @Test("refuses a connection that is used after it was given back, while another one uses it")
    func escaped() async throws {
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30))) { pool in
            let escaped = try await pool.withConnection { $0 }
            let error = await failure { _ = try await escaped.query("SELECT 1") }
            #expect(error?.code == .leaseEnded)
            try await pool.withConnection { connection in
                let error = await failure { _ = try await escaped.query("SELECT 1") }
                #expect(error?.code == .leaseEnded)
                try await expectAnswer(from: connection, 2)
            }
        }
    }

    @Test("cancels on the server what a lease leaves running, and the next lease finds a clean connection")
    func leftRunning() async throws {
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30))) { pool in
            let left = try await pool.withConnection { connection in
                let task = Task { await failure { _ = try await connection.query("SELECT pg_sleep(60)") } }
                // Sent before the lease ends: the answer to this one comes after the sleep, or not at all.
                try await withConnection { observer in
                    let query: PGQuery = """
                        SELECT count(*) FROM pg_stat_activity \
                        WHERE pid = \(connection.serverProcessID) AND query LIKE '%pg_sleep%' AND state = 'active'
                        """
                    let runs = try await eventually { try await observer.query(query, as: Int.self) == [1] }
                    #expect(runs)
                }
                return task
            }
            #expect(await left.value?.code == .leaseEnded)
            try await pool.withConnection { try await expectAnswer(from: $0, 3) }
        }
    }

    @Test("under a storm of cancellations never hands an answer to the wrong task, and is whole afterwards")
    func cancellationStorm() async throws {
        try await withPool(.init(maximumConnections: 4, acquireTimeout: .seconds(30))) { pool in
            let cancelled = Counter()
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        let task = Task {
                            try await pool.withConnection { connection in
                                let query: PGQuery = "SELECT \(number) FROM pg_sleep(\(Double(number % 7) * 0.002))"
                                return try await connection.query(query, as: Int.self)
                            }
                        }
                        if number % 3 != 0 {
                            try? await Task.sleep(for: .microseconds(number * 37 % 9_000))
                            task.cancel()
                        }
                        do {
                            #expect(try await task.value == [number])
                        } catch let error as PGError {
                            #expect(error.code == .cancelled, "\(error)")
                            cancelled.increment()
                        } catch {
                            Issue.record(error)
                        }
                    }
                }
            }
            #expect(cancelled.count > 0)
            for number in 0..<20 {
                try await pool.withConnection { connection in
                    try await expectAnswer(from: connection, number)
                }
            }
        }
    }

    @Test("drains at shutdown: callers that wait fail, those at work finish")
    func shutdown() async throws {
        let group = try PGEventLoopGroup(loops: 1)
        defer { group.shutdown() }
        let pool = try PGPool(primaryConfiguration(), pool: .init(maximumConnections: 1), on: group)
        let (leased, signal) = AsyncStream<Void>.makeStream()
        let (released, release) = AsyncStream<Void>.makeStream()
        let worker = Task {
            try await pool.withConnection { connection in
                signal.yield()
                for await _ in released { break }
                return try await connection.query("SELECT 1", as: Int.self)
            }
        }
        for await _ in leased { break }
        let waiter = Task { await failure { try await pool.withConnection { _ in } } }
        let shutdown = Task { await pool.shutdown() }
        #expect(await waiter.value?.code == .poolShutDown)
        let late = await failure { try await pool.withConnection { _ in } }
        #expect(late?.code == .poolShutDown)
        release.yield()
        #expect(try await worker.value == [1])
        await shutdown.value
    }

    @Test("closes connections under their users when the deadline of its shutdown has passed")
    func shutdownDeadline() async throws {
        let group = try PGEventLoopGroup(loops: 1)
        defer { group.shutdown() }
        let pool = try PGPool(primaryConfiguration(), on: group)
        let (leased, signal) = AsyncStream<Void>.makeStream()
        let worker = Task {
            await failure {
                try await pool.withConnection { connection in
                    signal.yield()
                    _ = try await connection.query("SELECT pg_sleep(60)")
                }
            }
        }
        for await _ in leased { break }
        await pool.shutdown(deadline: .now + .milliseconds(100))
        #expect(await worker.value != nil)
    }

    private final class Counter: Sendable {
        private let value = Atomic<Int>(0)
        var count: Int { value.load(ordering: .relaxed) }
        func increment() { value.add(1, ordering: .relaxed) }
    }
}
