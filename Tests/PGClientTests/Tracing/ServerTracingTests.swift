// SPDX-License-Identifier: Apache-2.0

#if Tracing
import InMemoryTracing
import SpanReading
import Testing
import Tracing

@testable import PGClient

@Suite("The span of a statement, when it begins")
struct ServerTracingTests {
    private let tracer = InMemoryTracer()

    private func begin(
        _ query: PGQuery,
        at uri: String = "postgresql://app@db1:5433/app",
        _ change: (inout PGTracing) -> Void = { _ in }
    ) throws -> FinishedInMemorySpan {
        var tracing = PGTracing(tracer: tracer)
        change(&tracing)
        var configuration = try PGConfiguration(uri)
        configuration.tracing = tracing
        let server = try #require(configuration.serverTracing)
        server.start(query).span.end()
        return try #require(tracer.popFinishedSpans().first)
    }

    @Test("has the conventions' name, kind and attributes")
    func attributes() throws {
        let span = try begin("SELECT title FROM stack WHERE id = \(7)")
        #expect(span.operationName == "SELECT")
        #expect(span.kind == .client)
        #expect(
            span.texts == [
                "db.system.name": "postgresql", "db.namespace": "app", "server.address": "db1", "server.port": "5433",
                "db.query.summary": "SELECT", "db.query.text": "SELECT title FROM stack WHERE id = $1",
            ]
        )
        #expect(span.status == nil)
    }

    @Test("shows the text of statements with parameters only, unless told otherwise")
    func queryText() throws {
        let literal: PGQuery = "SELECT 'secret'"
        let bound: PGQuery = "SELECT \("secret")"
        func text(_ query: PGQuery, _ choice: PGTracing.QueryText?) throws -> String? {
            try begin(query) { if let choice { $0.queryText = choice } }.texts["db.query.text"]
        }
        #expect(try text(literal, nil) == nil)
        #expect(try text(bound, nil) == "SELECT $1")
        #expect(try text(literal, .parameterized) == nil)
        #expect(try text(bound, .never) == nil)
        #expect(try text(literal, .always) == "SELECT 'secret'")
    }

    @Test("never shows the value of a parameter")
    func values() throws {
        let span = try begin("SELECT \("secret"), \([1_234_567])") { $0.queryText = .always }
        #expect(!span.everything.contains("secret"))
        #expect(!span.everything.contains("1234567"))
    }

    @Test("is named by the program's own summary where it has one")
    func summary() throws {
        func name(_ query: PGQuery) throws -> [String?] {
            let span = try begin(query) { $0.summary = { $0.contains("stack") ? "get stack" : nil } }
            return [span.operationName, span.texts["db.query.summary"]]
        }
        #expect(try name("SELECT * FROM stack") == ["get stack", "get stack"])
        #expect(try name("SELECT 1") == ["SELECT", "SELECT"])
    }

    @Test("is named after the database where the statement begins with no command, and has no summary then")
    func noCommand() throws {
        let span = try begin("frobnicate")
        #expect(span.operationName == "app")
        #expect(span.texts["db.query.summary"] == nil)
    }

    @Test("is below the span that its task is in")
    func parent() async throws {
        let server = try PGConfiguration("dbname=app host=db1").withTracing(tracer)
        let test = await tracer.inSpan { server.start("SELECT 1").span.end() }
        let span = try #require(tracer.spans(named: "SELECT").first)
        #expect(span.parentSpanID == test.id)
        server.start("SELECT 1").span.end()
        #expect(tracer.spans(named: "SELECT").last?.parentSpanID == nil)
    }

    @Test("names no server where the configuration lists several")
    func severalHosts() throws {
        let span = try begin("SELECT 1", at: "postgresql://db1,db2/app")
        #expect(span.texts["server.address"] == nil)
        #expect(span.texts["server.port"] == nil)
        #expect(span.texts["db.namespace"] == "app")
    }

    @Test("has PostgreSQL's port where the configuration names none, and the folder of a local socket as the address")
    func defaults() throws {
        #expect(try begin("SELECT 1", at: "host=db1 dbname=app").texts["server.port"] == "5432")
        #expect(try begin("SELECT 1", at: "host=/run/pg dbname=app").texts["server.address"] == "/run/pg")
    }

    @Test("does not come from a configuration whose tracing was taken back")
    func takenBack() throws {
        var configuration = try PGConfiguration("dbname=app")
        configuration.tracing = PGTracing(tracer: tracer)
        #expect(configuration.tracing != nil)
        configuration.tracing = nil
        #expect(configuration.serverTracing == nil)
    }

    @Test(
        "takes the operation from the server's answer",
        arguments: [
            ("SELECT 3", "SELECT"), ("INSERT 0 1", "INSERT"), ("CREATE TABLE", "CREATE TABLE"), ("COPY 5", "COPY"),
            ("", nil), ("BEGIN", "BEGIN"),
        ] as [(String, String?)]
    )
    func operation(_ tag: String, _ operation: String?) {
        #expect(StatementSpan.operation(tag) == operation)
    }
}

extension PGConfiguration {
    fileprivate func withTracing(_ tracer: InMemoryTracer) throws -> ServerTracing {
        ServerTracing(PGTracing(tracer: tracer), parameters)
    }
}
#endif
