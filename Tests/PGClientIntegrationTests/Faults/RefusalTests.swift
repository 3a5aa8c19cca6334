// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Foundation
import PGClient
import PGClusterTesting
import Testing

@Suite(
    "A server that refuses",
    .cluster(replicas: 0, settings: ["max_connections": "12", "superuser_reserved_connections": "4"]),
    .serialized,
    .timeLimit(.minutes(1))
)
struct RefusalTests {
    /// 12 less the 4 reserved ones.
    private static let slots = 8

    @Test("because it is full says 53300 to a pool without a connection, which works once there is room")
    func fullWithoutConnections() async throws {
        try await withPool(.init(maximumConnections: Self.slots), configuration: configuration()) { first in
            try await withPool(configuration: configuration()) { second in
                try await whileHoldingAll(of: first) {
                    for _ in 0..<3 {
                        let error = await timed(within: .seconds(3)) {
                            await failure { try await second.withConnection { _ in } }
                        }
                        #expect(error?.code == .connectFailed)
                        #expect(error?.sqlState == .tooManyConnections)
                        #expect(error?.message.contains("connection slots") == true, "\(error as Any)")
                    }
                }
                await first.shutdown()
                #expect(try await eventually { await failure { try await second.withConnection { _ in } } == nil })
                try await expectRightAnswers(from: second, connections: 2)
            }
        }
    }

    @Test("because it is full does not hurt a pool that has connections: they serve everybody")
    func fullWithConnections() async throws {
        let sizes = PGPoolConfiguration(maximumConnections: 30, acquireTimeout: .seconds(30))
        try await eventuallyEmpty()
        try await withPool(sizes, configuration: configuration()) { pool in
            let tally = Tally()
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        do {
                            try await pool.withConnection { connection in
                                let query: PGQuery = "SELECT \(number) FROM pg_sleep(0.002)"
                                let answer = try await connection.query(query, as: Int.self)
                                #expect(answer == [number])
                            }
                            tally.add("answer")
                        } catch let error as PGError {
                            tally.add("\(error.code) \(error.sqlState?.rawValue ?? "")")
                        } catch {
                            tally.add("\(error)")
                        }
                    }
                }
            }
            #expect(tally["answer"] == 300, "\(tally.text)")
            try await expectRightAnswers(from: pool, connections: Self.slots)
        }
    }

    @Test("because it is full lets a multiplexer with fewer connections than it wants serve everybody")
    func fullMultiplexer() async throws {
        try await eventuallyEmpty()
        let sizes = PGMultiplexerConfiguration(connections: 30, depth: 4, acquireTimeout: .seconds(30))
        try await withMultiplexer(configuration(), sizes) { multiplexer in
            try await expectRightAnswers(from: multiplexer, count: 500)
        }
    }

    @Test("a password tells every waiter so, and none of them the password")
    func wrongPassword() async throws {
        var address = try #require(URLComponents(string: ClusterTrait.cluster.uri(of: "primary")))
        address.password = "swordfish"
        let wrong = try PGConfiguration(#require(address.string), label: "primary")
        try await withPool(configuration: wrong) { pool in
            await withTaskGroup(of: PGError?.self) { group in
                for _ in 0..<20 { group.addTask { await failure { try await pool.withConnection { _ in } } } }
                for await error in group {
                    #expect(error?.code == .authenticationFailed)
                    #expect(error?.sqlState == .invalidPassword)
                    var dumped = ""
                    dump(error, to: &dumped)
                    #expect(!dumped.contains("swordfish"))
                }
            }
        }
        try await withMultiplexer(wrong) { multiplexer in
            #expect(await failure { try await multiplexer.query("SELECT 1") }?.code == .authenticationFailed)
        }
    }

    @Test("a role that may not log in, or no password at all, is an authentication error with its SQLSTATE")
    func noLogin() async throws {
        try await withConnection(superuserConfiguration()) { superuser in
            try await superuser.execute("DROP ROLE IF EXISTS barred")
            try await superuser.execute("CREATE ROLE barred NOLOGIN PASSWORD 'x'")
        }
        var address = try #require(URLComponents(string: ClusterTrait.cluster.uri(of: "primary")))
        address.user = "barred"
        address.password = "x"
        let barred = try PGConfiguration(#require(address.string))
        let error = await failure { try await withConnection(barred) { _ in } }
        #expect(error?.code == .authenticationFailed)
        #expect(error?.sqlState?.errorClass == "28")
        address.password = nil
        let none = try PGConfiguration(#require(address.string) + "?passfile=/nowhere")
        let missing = await failure { try await withConnection(none) { _ in } }
        #expect(missing?.code == .authenticationFailed)
    }

    @Test("to go on (pg_terminate_backend) in the middle of many statements costs each connection once")
    func terminated() async throws {
        try await eventuallyEmpty()
        let readOnly = try configuration { $0.isReadOnly = true }
        let sizes = PGPoolConfiguration(maximumConnections: 4, acquireTimeout: .seconds(30))
        try await withPool(sizes, configuration: readOnly) { pool in
            let tally = Tally()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<400 {
                    group.addTask {
                        do {
                            try await pool.withConnection { connection in
                                let query: PGQuery = "SELECT \(number) FROM pg_sleep(0.005)"
                                let answer = try await connection.query(query, as: Int.self)
                                #expect(answer == [number])
                            }
                            tally.add("answer")
                        } catch let error as PGError {
                            #expect(error.code == .connectionLost, "\(error)")
                            // A statement that crosses with the server's last words makes TCP lose these.
                            #expect(error.sqlState == .adminShutdown || error.sqlState == nil, "\(error)")
                            tally.add("lost")
                        }
                    }
                }
                group.addTask {
                    try await withConnection(superuserConfiguration()) { superuser in
                        for _ in 0..<5 {
                            try await Task.sleep(for: .milliseconds(40))
                            try await superuser.execute(
                                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'"
                            )
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(tally["answer"] + tally["lost"] == 400)
            #expect(tally["lost"] <= 20, "\(tally.text)")
            try await expectRightAnswers(from: pool, connections: 4)
        }
    }

    private func eventuallyEmpty() async throws {
        let isEmpty = try await withConnection(superuserConfiguration()) { superuser in
            try await eventually {
                let query: PGQuery = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'app'"
                return try await superuser.query(query, as: Int.self) == [0]
            }
        }
        #expect(isEmpty)
    }

    private func whileHoldingAll(of pool: PGPool, _ body: () async throws -> Void) async throws {
        let (held, hold) = AsyncStream<Void>.makeStream()
        // Held until it is cancelled.
        let holders = (0..<Self.slots).map { _ in
            Task {
                try await pool.withConnection { _ in
                    hold.yield()
                    try await Task.sleep(for: .seconds(60))
                }
            }
        }
        defer { for holder in holders { holder.cancel() } }
        var count = 0
        for await _ in held {
            count += 1
            if count == Self.slots { break }
        }
        try await body()
    }
}
