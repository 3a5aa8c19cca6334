// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import PGClusterTesting
import Testing

@Suite("Multiplexed reads", .cluster(replicas: 0))
struct MultiplexerTests {
    private func withMultiplexer<Result>(
        _ multiplexing: PGMultiplexerConfiguration = .init(connections: 2),
        configuration: PGConfiguration? = nil,
        _ body: (PGMultiplexer) async throws -> Result
    ) async throws -> Result {
        let group = try PGEventLoopGroup(loops: 1)
        defer { group.shutdown() }
        let multiplexer = try PGMultiplexer(
            configuration ?? primaryConfiguration(),
            multiplexing: multiplexing,
            on: group
        )
        defer { multiplexer.shutdown() }
        return try await body(multiplexer)
    }

    @Test("a thousand tasks over two connections each get their own answer")
    func ownAnswers() async throws {
        try await withMultiplexer { multiplexer in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<1_000 {
                    group.addTask {
                        let answer = try await multiplexer.query("SELECT \(number)", as: Int.self)
                        #expect(answer == [number])
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("the errors and cancellations of some leave the others untouched")
    func isolation() async throws {
        try await withMultiplexer { multiplexer in
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<600 {
                    group.addTask {
                        let task = Task {
                            switch number % 4 {
                            case 0: try await multiplexer.query("SELECT 1 / \(0)", as: Int.self)
                            case 1: try await multiplexer.query("SELEC \(number)", as: Int.self)
                            default: try await multiplexer.query("SELECT \(number)", as: Int.self)
                            }
                        }
                        if number % 4 == 2 { task.cancel() }
                        do {
                            #expect(try await task.value == [number])
                            #expect(number % 4 > 1)
                        } catch let error as PGError {
                            switch number % 4 {
                            case 0: #expect(error.sqlState == "22012")
                            case 1: #expect(error.sqlState == "42601", "\(error)")
                            case 2: #expect(error.code == .cancelled)
                            default: Issue.record(error)
                            }
                        } catch {
                            Issue.record(error)
                        }
                    }
                }
            }
        }
    }

    @Test("a statement that writes fails with 25006, and one without rows is refused")
    func readsOnly() async throws {
        try await withMultiplexer { multiplexer in
            let write = await failure { try await multiplexer.query("CREATE TABLE must_not_be (id int)") }
            #expect(write?.sqlState == .readOnlyTransaction)
            for statement in ["BEGIN", "SET search_path = nowhere", ""] {
                let error = await failure { try await multiplexer.query(PGQuery(sql: statement)) }
                #expect(error?.code == .unsupported, "\(statement): \(String(describing: error))")
            }
            let answer = try await multiplexer.query("SELECT current_setting('search_path')", as: String.self)
            #expect(answer != ["nowhere"])
        }
    }

    @Test("a statement that runs long does not hold up those that come later")
    func longStatement() async throws {
        try await withMultiplexer(.init(connections: 2, depth: 4, patience: .milliseconds(20))) { multiplexer in
            let slow = Task { try await multiplexer.query("SELECT 1 FROM pg_sleep(60)", as: Int.self) }
            try await withConnection { observer in
                let query: PGQuery = """
                    SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT 1 FROM pg_sleep%' AND state = 'active'
                    """
                let runs = try await eventually { try await observer.query(query, as: Int.self) == [1] }
                #expect(runs)
                let isPatienceOver = try await eventually {
                    try await observer.query(
                        """
                        SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT 1 FROM pg_sleep%' \
                        AND clock_timestamp() - query_start > interval '30 ms'
                        """,
                        as: Int.self
                    ) == [1]
                }
                #expect(isPatienceOver)
            }
            for number in 0..<50 {
                let answer = try await multiplexer.query("SELECT \(number)", as: Int.self)
                #expect(answer == [number])
            }
            slow.cancel()
        }
    }

    @Test("a plan that went stale is repaired without the caller's notice")
    func stalePlan() async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TABLE multiplexed AS SELECT 1 AS id")
            try await withMultiplexer(.init(connections: 1)) { multiplexer in
                let query: PGQuery = "SELECT * FROM multiplexed"
                let before = try await multiplexer.query(query).columnNames
                try await connection.execute("ALTER TABLE multiplexed ADD COLUMN title text")
                let after = try await multiplexer.query(query).columnNames
                #expect(before == ["id"])
                #expect(after == ["id", "title"])
            }
        }
    }

    @Test("a lost connection is replaced and its reads are sent again")
    func lostConnection() async throws {
        try await withMultiplexer(.init(connections: 1)) { multiplexer in
            for _ in 0..<3 {
                let pids = try await multiplexer.query("SELECT pg_backend_pid()", as: Int.self)
                let superuser = try PGConfiguration(ClusterTrait.cluster.superuserURI(of: "primary"))
                _ = try await withConnection(superuser) { connection in
                    try await connection.execute("SELECT pg_terminate_backend(\(pids.first.map(Int32.init)))")
                }
                let next = try await multiplexer.query("SELECT pg_backend_pid()", as: Int.self)
                #expect(next != pids)
            }
        }
    }

    @Test("no server gives every caller the reason")
    func noServer() async throws {
        let nowhere = try PGConfiguration("postgresql://app:x@127.0.0.1:1/app")
        try await withMultiplexer(configuration: nowhere) { multiplexer in
            for _ in 0..<3 {
                let error = await failure { try await multiplexer.query("SELECT 1") }
                #expect(error?.code == .connectFailed)
            }
            multiplexer.shutdown()
            #expect(await failure { try await multiplexer.query("SELECT 1") }?.code == .poolShutDown)
        }
    }

    @Test("sizes that cannot serve anybody are refused")
    func badSizes() throws {
        let group = try PGEventLoopGroup(loops: 1)
        defer { group.shutdown() }
        for bad in [PGMultiplexerConfiguration(connections: 0), .init(depth: 0), .init(patience: .zero)] {
            let error = #expect(throws: PGError.self) {
                try PGMultiplexer(primaryConfiguration(), multiplexing: bad, on: group)
            }
            #expect(error?.code == .invalidConfiguration)
        }
    }
}
