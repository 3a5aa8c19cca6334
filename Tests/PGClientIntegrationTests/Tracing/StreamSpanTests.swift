// SPDX-License-Identifier: Apache-2.0

#if Tracing
import ClusterTrait
import InMemoryTracing
import PGClient
import SpanReading
import Testing
import Tracing

@Suite("Spans of streams and copies", .cluster(replicas: 0))
struct StreamSpanTests {
    @Test("a stream of rows is one span, which ends with the last row and counts them")
    func rows() async throws {
        try await withTracedConnection { connection, tracer async throws in
            let test = try await tracer.inSpan {
                for try await _ in connection.rows("SELECT generate_series(1, \(1_000))", bufferSize: 7) {
                    #expect(tracer.finishedSpans.isEmpty)
                }
            }
            let span = try #require(tracer.finishedSpans.first)
            #expect(span.operationName == "SELECT")
            #expect(span.texts["db.response.returned_rows"] == "1000")
            #expect(span.parentSpanID == test.id)
            #expect(span.status == nil)
            #expect(span.events.isEmpty)
        }
    }

    @Test("a stream that is left early ends its span with the rows there were, and says so")
    func abandoned() async throws {
        try await withTracedConnection { connection, tracer async throws in
            for try await row in connection.rows("SELECT generate_series(1, \(100_000))") {
                if try row.decode(Int.self, at: 0) == 3 { break }
            }
            let span = try #require(tracer.finishedSpans.first)
            #expect(span.texts["db.response.returned_rows"] == "3")
            #expect(span.events.map(\.name) == ["abandoned"])
            #expect(!span.hasFailed)
        }
    }

    @Test("an error behind the first rows fails the span")
    func lateError() async throws {
        try await withTracedConnection { connection, tracer async throws in
            let error = await failure {
                for try await _ in connection.rows("SELECT 1 / (\(500) - n) FROM generate_series(1, 1000) AS n") {}
            }
            #expect(error?.sqlState == "22012")
            let span = try #require(tracer.finishedSpans.first)
            #expect(span.hasFailed)
            #expect(span.texts["error.type"] == "22012")
        }
    }

    @Test("a stream whose task is cancelled fails the span")
    func cancelled() async throws {
        try await withTracedConnection { connection, tracer async throws in
            let task = Task {
                for try await _ in connection.rows("SELECT pg_sleep(60)") {}
            }
            #expect(try await eventually { !tracer.activeSpans.isEmpty })
            task.cancel()
            _ = await task.result
            #expect(tracer.finishedSpans.first?.texts["error.type"] == "cancelled")
            #expect(tracer.finishedSpans.first?.hasFailed == true)
        }
    }

    @Test("a stream that nobody asks for a row makes no span")
    func notAsked() async throws {
        try await withTracedConnection { connection, tracer async throws in
            _ = connection.rows("SELECT 1").makeAsyncIterator()
            try await connection.execute("SELECT 2")
            #expect(tracer.finishedSpans.count == 1)
            #expect(tracer.activeSpans.isEmpty)
        }
    }

    private struct Pieces: AsyncSequence {
        struct AsyncIterator: AsyncIteratorProtocol {
            var rest: ArraySlice<String>
            let failure: (any Error)?

            mutating func next() async throws -> [UInt8]? {
                guard let piece = rest.popFirst() else {
                    if let failure { throw failure }
                    return nil
                }
                return Array(piece.utf8)
            }
        }

        let texts: [String]
        var failure: (any Error)?

        func makeAsyncIterator() -> AsyncIterator { AsyncIterator(rest: texts[...], failure: failure) }
    }

    @Test("copies in both directions are spans of their own")
    func copies() async throws {
        try await withTracedConnection { connection, tracer async throws in
            try await connection.execute("CREATE TEMP TABLE t (id int)")
            let stored = try await connection.copyIn("COPY t FROM STDIN", from: Pieces(texts: ["1\n2\n", "3\n"]))
            #expect(stored == 3)
            var lines = 0
            for try await _ in connection.copyOut("COPY t TO STDOUT") { lines += 1 }
            #expect(lines == 3)
            #expect(tracer.names == ["CREATE", "COPY", "COPY"])
            for span in tracer.spans(named: "COPY") {
                #expect(span.texts["db.operation.name"] == "COPY")
                #expect(span.texts["db.response.returned_rows"] == nil)
                #expect(span.status == nil)
            }
        }
    }

    private struct CalledOff: Error {}

    @Test("a copy that is called off fails its span by the error that did it")
    func copyCalledOff() async throws {
        try await withTracedConnection { connection, tracer async throws in
            try await connection.execute("CREATE TEMP TABLE t (id int)")
            await #expect(throws: CalledOff.self) {
                try await connection.copyIn("COPY t FROM STDIN", from: Pieces(texts: ["1\n"], failure: CalledOff()))
            }
            let span = try #require(tracer.finishedSpans.last)
            #expect(span.hasFailed)
            #expect(span.texts["error.type"] == "CalledOff")
        }
    }
}
#endif
