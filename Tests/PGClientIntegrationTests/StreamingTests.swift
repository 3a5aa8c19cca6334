// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Testing

@testable import PGClient

@Suite("Streams of rows", .cluster(replicas: 0))
struct StreamingTests {
    @Test("every row arrives, in order, whatever the size of the buffer", arguments: [1, 7, 256, 100_000])
    func everyRow(bufferSize: Int) async throws {
        try await withConnection { connection in
            var expected: Int64 = 1
            for try await row in connection.rows("SELECT generate_series(1, \(20_000))", bufferSize: bufferSize) {
                let number = try row.decode(Int64.self, at: 0)
                guard number == expected else {
                    Issue.record("\(number) instead of \(expected)")
                    return
                }
                expected += 1
            }
            #expect(expected == 20_001)
            try await expectAnswer(from: connection, 1)
        }
    }

    @Test("an error about a row says which one of the statement it is")
    func numberOfRow() async throws {
        try await withConnection { connection in
            let query: PGQuery = "SELECT 1000 * n FROM generate_series(1, \(100)) AS n"
            var error: PGError?
            for try await row in connection.rows(query, bufferSize: 7) {
                do throws(PGError) {
                    _ = try row.decode(Int16.self, at: 0)
                } catch let overflow {
                    error = overflow
                    break
                }
            }
            #expect(error?.code == .overflow)
            #expect(error?.message.contains("of row 32, bigint, is 33000") == true)
            try await expectAnswer(from: connection, 2)
        }
    }

    @Test("rows that come together are counted one by one")
    func numberAmongBundledRows() async throws {
        try await withConnection { connection in
            let query: PGQuery = "SELECT 1000 * n FROM generate_series(1, \(1_000)) AS n"
            var error: PGError?
            var count = 0
            for try await row in connection.rows(query, bufferSize: 400) {
                do throws(PGError) {
                    let number = try row.decode(Int32.self, at: 0)
                    count += 1
                    #expect(number == Int32(count) * 1_000)
                    if count == 777 { _ = try row.decode(Int16.self, at: 0) }
                } catch let overflow {
                    error = overflow
                    break
                }
            }
            #expect(error?.message.contains("of row 776, ") == true)
            try await expectAnswer(from: connection, 3)
        }
    }

    @Test("a slow consumer slows the server down instead of filling the memory")
    func backPressure() async throws {
        try await withConnection { connection in
            // 1,000 rows of 1 MB: the server cannot have sent them all while only a few have been taken.
            let query: PGQuery = "SELECT repeat('x', 1000000) FROM generate_series(1, 1000)"
            var iterator = connection.rows(query, bufferSize: 2).makeAsyncIterator()
            for _ in 0..<3 { _ = try await iterator.next() }
            let pid = connection.serverProcessID
            try await withConnection { observer in
                let isWaiting = try await eventually {
                    try await observer.query(
                        "SELECT wait_event FROM pg_stat_activity WHERE pid = \(pid)",
                        as: String?.self
                    ) == ["ClientWrite"]
                }
                #expect(isWaiting)
            }
            var rows = 3
            while try await iterator.next() != nil { rows += 1 }
            #expect(rows == 1_000)
        }
    }

    @Test("leaving early cancels the statement, and the connection goes on")
    func leavingEarly() async throws {
        try await withConnection { connection in
            for try await row in connection.rows("SELECT generate_series(1, 1000000000)", bufferSize: 4) {
                if try row.decode(Int.self, at: 0) == 10 { break }
            }
            try await expectAnswer(from: connection, 5)
            for try await _ in connection.rows("SELECT repeat('x', 1000) FROM generate_series(1, 1000000)") { break }
            try await expectAnswer(from: connection, 6)
        }
    }

    @Test(
        "an error behind some rows comes after them: after all of them, where they come one by one",
        arguments: [7, 256]
    )
    func lateError(bufferSize: Int) async throws {
        try await withConnection { connection in
            let query: PGQuery = "SELECT 1 / (100 - n) FROM generate_series(1, 1000) n"
            var rows = 0
            let error = await failure {
                for try await _ in connection.rows(query, bufferSize: bufferSize) { rows += 1 }
            }
            #expect(error?.sqlState == "22012")
            // libpq drops a bundle of 64 that is not full.
            #expect(rows == (LibPQHandle.bundlesRows && bufferSize >= 8 ? 64 : 99))
            try await expectAnswer(from: connection, 7)
        }
    }

    @Test("a cancelled task gets its error at once, and the connection goes on")
    func cancellation() async throws {
        try await withConnection { connection in
            let (started, signal) = AsyncStream<Void>.makeStream()
            let task = Task {
                await failure {
                    for try await _ in connection.rows(
                        "SELECT n FROM generate_series(1, 3) n, pg_sleep(CASE n WHEN 2 THEN 60 ELSE 0 END)"
                    ) {
                        signal.yield()
                    }
                }
            }
            let pid = connection.serverProcessID
            try await withConnection { observer in
                let runs = try await eventually {
                    try await observer.query(
                        "SELECT state FROM pg_stat_activity WHERE pid = \(pid)",
                        as: String?.self
                    ) == ["active"]
                }
                #expect(runs)
            }
            _ = started
            task.cancel()
            #expect(await task.value?.code == .cancelled)
            try await expectAnswer(from: connection, 8)
        }
    }

    @Test("a stream that is iterated twice runs its statement twice, and one that is not runs nothing")
    func laziness() async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TEMPORARY SEQUENCE runs")
            let stream = connection.rows("SELECT nextval('runs')")
            for expected in 1...2 {
                for try await row in stream { #expect(try row.decode(Int.self, at: 0) == expected) }
            }
            _ = connection.rows("SELECT nextval('runs')")
            let runs = try await connection.query("SELECT last_value FROM runs", as: Int.self)
            #expect(runs == [2])
        }
    }

    @Test("a stream whose statement cannot be sent says so, and says so again", .timeLimit(.minutes(1)))
    func refusedStream() async throws {
        try await withConnection { connection in
            var iterator = connection.rows("SELECT \("\0")").makeAsyncIterator()
            for _ in 0..<2 {
                do {
                    _ = try await iterator.next()
                } catch {
                    #expect((error as? PGError)?.code == .invalidParameter)
                }
            }
        }
    }

    @Test("streams work inside of a transaction and statements queue behind them")
    func transaction() async throws {
        try await withConnection { connection in
            let sum = try await connection.withTransaction { transaction in
                var sum = 0
                for try await row in transaction.rows("SELECT generate_series(1, 1000)") {
                    sum += try row.decode(Int.self, at: 0)
                }
                return sum
            }
            #expect(sum == 500_500)
        }
    }
}

@Suite("COPY", .cluster(replicas: 0))
struct CopyTests {
    private struct Refusal: Error {}

    private func pieces(_ texts: some Sequence<String> & Sendable) -> AsyncStream<[UInt8]> {
        AsyncStream { continuation in
            for text in texts { continuation.yield(Array(text.utf8)) }
            continuation.finish()
        }
    }

    private func withTable(_ body: (PGConnection) async throws -> Void) async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TEMPORARY TABLE t (id bigint, title text)")
            try await body(connection)
        }
    }

    @Test("rows go in, cut anywhere, and come out again")
    func roundTrip() async throws {
        try await withTable { connection async throws in
            let stored = try await connection.copyIn(
                "COPY t FROM STDIN (FORMAT csv)",
                from: pieces(["1,o", "ne\n2,", "two\n", "3,three\n"])
            )
            #expect(stored == 3)
            var lines: [String] = []
            for try await line in connection.copyOut("COPY (SELECT * FROM t ORDER BY id) TO STDOUT (FORMAT csv)") {
                lines.append(String(decoding: line, as: UTF8.self))
            }
            #expect(lines == ["1,one\n", "2,two\n", "3,three\n"])
            try await expectAnswer(from: connection, 1)
        }
    }

    @Test("many megabytes go in and out")
    func large() async throws {
        try await withTable { connection in
            let line = String(repeating: "x", count: 1_000)
            let stored = try await connection.copyIn(
                "COPY t FROM STDIN (FORMAT csv)",
                from: pieces((1...20_000).lazy.map { "\($0),\(line)\n" })
            )
            #expect(stored == 20_000)
            var bytes = 0
            for try await piece in connection.copyOut("COPY t TO STDOUT", bufferSize: 16) { bytes += piece.count }
            #expect(bytes > 20_000_000)
            try await expectAnswer(from: connection, 1)
        }
    }

    @Test("data that the server refuses is an error with its SQLSTATE, nothing is stored, and the connection goes on")
    func badData() async throws {
        try await withTable { connection in
            let error = await failure {
                try await connection.copyIn(
                    "COPY t FROM STDIN (FORMAT csv)",
                    from: pieces(["1,one\nnot a number,two\n"] + Array(repeating: "3,three\n", count: 10_000))
                )
            }
            #expect(error?.sqlState == "22P02")
            let count = try await connection.query("SELECT count(*) FROM t", as: Int.self)
            #expect(count == [0])
        }
    }

    @Test("a source that throws calls the copy off, and its error comes through")
    func sourceThrows() async throws {
        try await withTable { connection in
            let source = AsyncThrowingStream<[UInt8], any Error> { continuation in
                continuation.yield(Array("1,one\n".utf8))
                continuation.finish(throwing: Refusal())
            }
            await #expect(throws: Refusal.self) {
                try await connection.copyIn("COPY t FROM STDIN (FORMAT csv)", from: source)
            }
            let count = try await connection.query("SELECT count(*) FROM t", as: Int.self)
            #expect(count == [0])
        }
    }

    @Test("a cancelled task calls the copy off, and the connection goes on")
    func cancellation() async throws {
        try await withTable { connection in
            let (source, feed) = AsyncStream<[UInt8]>.makeStream()
            feed.yield(Array("1,one\n".utf8))
            let task = Task {
                await failure { try await connection.copyIn("COPY t FROM STDIN (FORMAT csv)", from: source) }
            }
            let pid = connection.serverProcessID
            try await withConnection { observer in
                let runs = try await eventually {
                    try await observer.query(
                        "SELECT wait_event FROM pg_stat_activity WHERE pid = \(pid)",
                        as: String?.self
                    ) == ["ClientRead"]
                }
                #expect(runs)
            }
            task.cancel()
            #expect(await task.value?.code == .cancelled)
            let count = try await connection.query("SELECT count(*) FROM t", as: Int.self)
            #expect(count == [0])
        }
    }

    @Test("leaving a copy early cancels it, and the connection goes on")
    func leavingEarly() async throws {
        try await withTable { connection in
            for try await _ in connection.copyOut("COPY (SELECT generate_series(1, 100000000)) TO STDOUT") { break }
            try await expectAnswer(from: connection, 3)
        }
    }

    @Test("a statement of the other kind is refused with a sentence and does not hang")
    func otherStatements() async throws {
        let notOut = try await withConnection { connection in
            await failure { for try await _ in connection.copyOut("SELECT 1") {} }
        }
        #expect(notOut?.code == .unsupported)
        let notIn = try await withConnection { connection in
            await failure { try await connection.copyIn("SELECT 1", from: pieces(["x"])) }
        }
        #expect(notIn?.code == .unsupported)
        let crossed = try await withConnection { connection in
            await failure { try await connection.copyIn("COPY pg_class TO STDOUT", from: pieces(["x"])) }
        }
        #expect(crossed?.code == .unsupported)
        let syntax = try await withConnection { connection in
            await failure { try await connection.copyIn("COPY nowhere FROM STDIN", from: pieces(["x"])) }
        }
        #expect(syntax?.sqlState == "42P01")
    }
}
