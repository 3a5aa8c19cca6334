// SPDX-License-Identifier: Apache-2.0

#if Tracing
import ClusterTrait
import InMemoryTracing
import PGClient
import PGClusterTesting
import SpanReading
import Testing
import Tracing

@Suite("Spans of statements", .cluster(replicas: 0))
struct StatementSpanTests {
    @Test("a query is one span below its caller's, with what the conventions ask for")
    func query() async throws {
        try await withTracedConnection { connection, tracer async throws in
            let query: PGQuery = "SELECT * FROM generate_series(1, \(3))"
            let test = try await tracer.inSpan { _ = try await connection.query(query) }
            #expect(tracer.names == ["SELECT", "test"])
            let span = try #require(tracer.finishedSpans.first)
            let cluster = try ClusterTrait.cluster
            let primary = try #require(cluster.nodes.first { $0.name == "primary" })
            #expect(span.kind == .client)
            #expect(span.parentSpanID == test.id)
            #expect(span.status == nil)
            #expect(
                span.texts == [
                    "db.system.name": "postgresql", "db.namespace": "app", "db.query.summary": "SELECT",
                    "db.query.text": query.sql, "db.operation.name": "SELECT", "db.response.returned_rows": "3",
                    "server.address": span.texts["server.address"] ?? "", "server.port": "\(primary.port)",
                ]
            )
            #expect(span.texts["server.address"]?.isEmpty == false)
        }
    }

    @Test("a statement that returns no rows has no number of rows")
    func execute() async throws {
        try await withTracedConnection { connection, tracer async throws in
            try await connection.execute("CREATE TEMP TABLE t (id int)")
            try await connection.execute("INSERT INTO t VALUES (\(1)), (\(2))")
            let (create, insert) = (tracer.finishedSpans[0], tracer.finishedSpans[1])
            #expect(create.texts["db.operation.name"] == "CREATE TABLE")
            #expect(insert.texts["db.operation.name"] == "INSERT")
            #expect(insert.texts["db.response.returned_rows"] == nil)
        }
    }

    @Test("an error shows as its SQLSTATE, without the value that the server quotes")
    func serverError() async throws {
        try await withTracedConnection { connection, tracer async throws in
            try await connection.execute("CREATE TEMP TABLE t (name text UNIQUE)")
            try await connection.execute("INSERT INTO t VALUES (\("secret"))")
            let error = await failure { try await connection.execute("INSERT INTO t VALUES (\("secret"))") }
            #expect(error?.detail?.contains("secret") == true)
            let span = try #require(tracer.finishedSpans.last)
            #expect(span.hasFailed)
            #expect(span.texts["error.type"] == "23505")
            #expect(span.texts["db.response.status_code"] == "23505")
            #expect(span.texts["db.operation.name"] == nil)
            #expect(!span.everything.contains("secret"))
        }
    }

    @Test("a cancelled statement has failed, and says that it was cancelled")
    func cancelled() async throws {
        try await withTracedConnection { connection, tracer async throws in
            let task = Task { try await connection.query("SELECT pg_sleep(60)") }
            #expect(try await eventually { !tracer.activeSpans.isEmpty })
            task.cancel()
            _ = await task.result
            let span = try #require(tracer.finishedSpans.first)
            #expect(span.hasFailed)
            #expect(span.texts["error.type"] == "cancelled")
            #expect(span.texts["db.response.status_code"] == nil)
            #expect(tracer.activeSpans.isEmpty)
        }
    }

    @Test("a statement that runs out of time has failed")
    func timedOut() async throws {
        try await withTracedConnection { connection, tracer async throws in
            let error = await failure {
                try await connection.query("SELECT pg_sleep(60)", deadline: .now + .milliseconds(20))
            }
            #expect(error?.code == .statementTimedOut)
            #expect(tracer.finishedSpans.first?.texts["error.type"] == "statementTimedOut")
        }
    }

    @Test("each statement of a transaction is a span beside the others, its begin and its end too")
    func transaction() async throws {
        try await withTracedConnection { connection, tracer async throws in
            let test = try await tracer.inSpan {
                try await connection.withTransaction { try await $0.execute("SELECT \(1)") }
                _ = await failure { try await connection.withTransaction { try await $0.query("SELECT \(1)/0") } }
            }
            #expect(tracer.names == ["BEGIN", "SELECT", "COMMIT", "BEGIN", "SELECT", "ROLLBACK", "test"])
            #expect(tracer.finishedSpans.dropLast().allSatisfy { $0.parentSpanID == test.id })
            #expect(tracer.finishedSpans.map(\.hasFailed) == [false, false, false, false, true, false, false])
        }
    }

    @Test("no span is left open by a connection that is lost")
    func lost() async throws {
        try await withTracedConnection { connection, tracer async throws in
            let error = await failure { try await connection.query("SELECT pg_terminate_backend(pg_backend_pid())") }
            #expect(error != nil)
            #expect(tracer.activeSpans.isEmpty)
            #expect(tracer.finishedSpans.first?.hasFailed == true)
            _ = await failure { try await connection.query("SELECT 1") }
            #expect(tracer.finishedSpans.last?.texts["error.type"] == "connectionLost")
        }
    }

    @Test("the name of the server comes from the connection where the configuration lists several")
    func severalHosts() async throws {
        let tracer = InMemoryTracer()
        let port = try #require(try ClusterTrait.cluster.nodes.first { $0.name == "primary" }).port
        let uri = try ClusterTrait.cluster.uri(of: "primary")
        let single = "127.0.0.1:\(port)"
        try #require(uri.contains(single))
        var configuration = try PGConfiguration(
            uri.replacing(single, with: "127.0.0.1:1,\(single)"),
            label: "primary"
        )
        configuration.tracing = PGTracing(tracer: tracer)
        _ = try await withConnection(configuration) { try await $0.execute("SELECT 1") }
        let span = try #require(tracer.spans(named: "SELECT").first)
        #expect(span.texts["server.address"] == "127.0.0.1")
        #expect(span.texts["server.port"] == "\(port)")
    }

    @Test("a connection without tracing makes no spans, beside one that makes some")
    func off() async throws {
        let tracer = InMemoryTracer()
        var configuration = try tracedConfiguration(tracer)
        _ = try await withConnection(configuration) { try await $0.execute("SELECT 1") }
        let names = tracer.names
        #expect(names == ["connect app", "SELECT"])
        configuration.tracing = nil
        try await withConnection(configuration) { connection in
            try await connection.withTransaction { try await $0.execute("SELECT 1") }
            for try await _ in connection.rows("SELECT 1") {}
        }
        #expect(tracer.names == names)
        #expect(tracer.activeSpans.isEmpty)
    }
}
#endif
