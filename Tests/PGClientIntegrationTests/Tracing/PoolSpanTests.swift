// SPDX-License-Identifier: Apache-2.0

#if Tracing
import ClusterTrait
import InMemoryTracing
import PGClient
import PGClusterTesting
import SpanReading
import Testing
import Tracing

@Suite("Spans of a pool", .cluster(replicas: 0))
struct PoolSpanTests {
    private let tracer = InMemoryTracer()

    @Test("the first use waits for a connection that is opened meanwhile; the second finds it and waits for nothing")
    func waiting() async throws {
        try await withPool(configuration: tracedConfiguration(tracer)) { pool in
            let first = try await tracer.inSpan {
                _ = try await pool.withConnection { try await $0.query("SELECT 1") }
            }
            #expect(Set(tracer.names) == ["connect app", "wait for connection", "SELECT", "test"])
            let wait = try #require(tracer.spans(named: "wait for connection").first)
            let connect = try #require(tracer.spans(named: "connect app").first)
            #expect(wait.parentSpanID == first.id)
            #expect(wait.kind == .internal)
            #expect(wait.texts["db.client.connection.pool.name"] == "primary")
            #expect(connect.parentSpanID == wait.spanID)
            #expect(connect.kind == .client)
            #expect(tracer.spans(named: "SELECT").first?.parentSpanID == first.id)
            tracer.clearFinishedSpans()
            _ = try await pool.withConnection { try await $0.query("SELECT 1") }
            #expect(tracer.names == ["SELECT"])
        }
    }

    @Test("the check of a connection that has been idle is a span of its own, before the statement")
    func checked() async throws {
        let configuration = try tracedConfiguration(tracer)
        try await withPool(.init(healthCheckAfterIdle: .zero), configuration: configuration) { pool in
            _ = try await pool.withConnection { try await $0.query("SELECT 1") }
            tracer.clearFinishedSpans()
            let test = try await tracer.inSpan {
                _ = try await pool.withConnection { try await $0.query("SELECT 1") }
            }
            #expect(tracer.names == ["check connection", "SELECT", "test"])
            #expect(tracer.finishedSpans[0].parentSpanID == test.id)
            #expect(tracer.finishedSpans[0].status == nil)
            #expect(tracer.finishedSpans[0].events.isEmpty)
        }
    }

    @Test("a caller whom no connection reaches in time has a failed wait and no statement")
    func timedOut() async throws {
        let configuration = try tracedConfiguration(tracer)
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30)), configuration: configuration) {
            pool async throws in
            try await pool.withConnection { _ async throws in
                tracer.clearFinishedSpans()
                let error = await failure {
                    try await pool.withConnection(acquireDeadline: .now + .milliseconds(20)) {
                        try await $0.query("SELECT 1")
                    }
                }
                #expect(error?.code == .acquireTimedOut)
                #expect(tracer.names == ["wait for connection"])
                #expect(tracer.finishedSpans.first?.texts["error.type"] == "acquireTimedOut")
                #expect(tracer.finishedSpans.first?.hasFailed == true)
            }
        }
    }

    @Test("a caller who is cancelled while waiting has a failed wait")
    func cancelled() async throws {
        let configuration = try tracedConfiguration(tracer)
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30)), configuration: configuration) {
            pool async throws in
            try await pool.withConnection { _ async throws in
                tracer.clearFinishedSpans()
                let task = Task { try await pool.withConnection { try await $0.query("SELECT 1") } }
                #expect(try await eventually { !tracer.activeSpans.isEmpty })
                task.cancel()
                _ = await task.result
                #expect(tracer.names == ["wait for connection"])
                #expect(tracer.finishedSpans.first?.texts["error.type"] == "cancelled")
            }
        }
    }

    @Test("an attempt to connect that fails is a failed span, below the wait that asked for it")
    func refused() async throws {
        var configuration = try PGConfiguration("postgresql://app@127.0.0.1:1/app")
        configuration.tracing = PGTracing(tracer: tracer)
        try await withPool(configuration: configuration) { pool async throws in
            let error = await failure { try await pool.withConnection { try await $0.query("SELECT 1") } }
            #expect(error?.code == .connectFailed)
        }
        let connect = try #require(tracer.spans(named: "connect app").first)
        #expect(connect.hasFailed)
        #expect(connect.texts["error.type"] == "connectFailed")
        #expect(connect.texts["server.port"] == "1")
        #expect(connect.parentSpanID == tracer.spans(named: "wait for connection").first?.spanID)
        #expect(tracer.spans(named: "wait for connection").first?.hasFailed == true)
        #expect(tracer.activeSpans.isEmpty)
    }

    @Test("an attempt that the server refuses is a failed span with its SQLSTATE")
    func noSuchUser() async throws {
        let uri = try ClusterTrait.cluster.uri(of: "primary")
        var configuration = try PGConfiguration(uri.replacing("//app", with: "//nosuch"), label: "primary")
        configuration.tracing = PGTracing(tracer: tracer)
        let error = await failure { try await withConnection(configuration) { _ in } }
        #expect(error?.sqlState == .invalidPassword)
        let connect = try #require(tracer.finishedSpans.first)
        #expect(connect.texts["db.response.status_code"] == "28P01")
        #expect(connect.texts["error.type"] == "28P01")
    }

    @Test("multiplexed statements are spans, those that fail too")
    func multiplexed() async throws {
        let configuration = try tracedConfiguration(tracer)
        try await withPool(.init(multiplexing: .init(connections: 1)), configuration: configuration) {
            pool async throws in
            let test = try await tracer.inSpan {
                _ = try await pool.multiplexed.query("SELECT \(1)")
                _ = await failure { try await pool.multiplexed.query("SELECT \(1)/0") }
            }
            let spans = tracer.spans(named: "SELECT")
            #expect(spans.map(\.hasFailed) == [false, true])
            #expect(spans.map { $0.texts["error.type"] } == [nil, "22012"])
            #expect(spans[0].texts["db.response.returned_rows"] == "1")
            #expect(spans.allSatisfy { $0.parentSpanID == test.id && $0.kind == .client })
        }
    }
}
#endif
