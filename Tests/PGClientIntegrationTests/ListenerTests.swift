// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import PGClusterTesting
import Testing

@Suite("Listening", .cluster(replicas: 0), .serialized)
struct ListenerTests {
    private func withListener<Result>(
        channels: [String],
        bufferSize: Int = 10_000,
        _ body: (inout PGListener.AsyncIterator) async throws -> Result
    ) async throws -> Result {
        let group = try PGEventLoopGroup(loops: 1)
        defer { group.shutdown() }
        let listener = try PGListener(primaryConfiguration(), channels: channels, on: group, bufferSize: bufferSize)
        var iterator = listener.makeAsyncIterator()
        return try await body(&iterator)
    }

    private func isListening(_ event: PGListener.Element?) -> Bool {
        if case .listening = event { true } else { false }
    }

    private func payload(_ event: PGListener.Element?) -> String? {
        if case .notification(let notification) = event { notification.payload } else { nil }
    }

    @Test("what is said on its channels is heard, in order, and nothing else")
    func hears() async throws {
        try await withListener(channels: ["stacks", "odd \"name\""]) { iterator in
            #expect(isListening(await iterator.next()))
            try await withConnection { connection in
                try await connection.execute("SELECT pg_notify('stacks', 'one')")
                try await connection.execute("SELECT pg_notify('elsewhere', 'not this')")
                try await connection.execute("SELECT pg_notify('odd \"name\"', 'two')")
                let pid = connection.serverProcessID
                guard case .notification(let first) = await iterator.next() else {
                    Issue.record("a notification must come")
                    return
                }
                #expect(first.channel == "stacks" && first.payload == "one" && first.serverProcessID == pid)
            }
            #expect(payload(await iterator.next()) == "two")
        }
    }

    @Test("a lost connection is told, replaced and told again")
    func survives() async throws {
        let superuser = try PGConfiguration(ClusterTrait.cluster.superuserURI(of: "primary"))
        try await withListener(channels: ["stacks"]) { iterator in
            #expect(isListening(await iterator.next()))
            _ = try await withConnection(superuser) { connection in
                try await connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
                )
            }
            guard case .interrupted(let error) = await iterator.next() else {
                Issue.record("the interruption must be told")
                return
            }
            #expect(error.sqlState == .adminShutdown)
            #expect(isListening(await iterator.next()))
            _ = try await withConnection { try await $0.execute("SELECT pg_notify('stacks', 'again')") }
            #expect(payload(await iterator.next()) == "again")
        }
    }

    @Test("a server that is down is told, and listening goes on after its return")
    func serverDown() async throws {
        let cluster = try ClusterTrait.cluster
        try await withListener(channels: ["stacks"]) { iterator in
            #expect(isListening(await iterator.next()))
            try await cluster.kill("primary")
            guard case .interrupted = await iterator.next() else {
                Issue.record("the interruption must be told")
                return
            }
            try await cluster.start("primary")
            var event = await iterator.next()
            while case .interrupted = event { event = await iterator.next() }
            #expect(isListening(event))
        }
    }

    @Test("a consumer that is too slow is told that it has missed something")
    func missed() async throws {
        try await withListener(channels: ["stacks"], bufferSize: 10) { iterator in
            #expect(isListening(await iterator.next()))
            try await withConnection { connection in
                for _ in 0..<3 {
                    try await connection.execute("SELECT pg_notify('stacks', n::text) FROM generate_series(1, 100) n")
                }
                let allTold = try await eventually {
                    try await connection.query("SELECT pg_notification_queue_usage()", as: Double.self) == [0]
                }
                #expect(allTold)
            }
            var heard = 0
            var hasMissed = false
            while !hasMissed {
                if case .missed = await iterator.next() { hasMissed = true } else { heard += 1 }
            }
            #expect(heard >= 10)
        }
    }

    @Test("iterating ends with its task")
    func cancellation() async throws {
        let group = try PGEventLoopGroup(loops: 1)
        defer { group.shutdown() }
        let listener = try PGListener(primaryConfiguration(), channels: ["stacks"], on: group)
        let (events, signal) = AsyncStream<Void>.makeStream()
        let task = Task { for await _ in listener { signal.yield() } }
        for await _ in events { break }
        task.cancel()
        await task.value
        try await withConnection { connection in
            let isGone = try await eventually {
                try await connection.query(
                    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'",
                    as: Int.self
                ) == [0]
            }
            #expect(isGone)
        }
    }
}
