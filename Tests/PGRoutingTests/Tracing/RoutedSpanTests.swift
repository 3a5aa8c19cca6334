// SPDX-License-Identifier: Apache-2.0

#if Tracing
import ClusterTrait
import InMemoryTracing
import PGClient
import PGClusterTesting
import PGRouting
import ReplicaRouting
import SpanReading
import Testing
import Tracing

@Suite("Spans of reads and writes", .cluster(replicas: 1), .serialized)
struct RoutedSpanTests {
    private let tracer = InMemoryTracer()

    /// Everything that is recorded once each pool has a connection.
    private func withTracedCluster(
        weights: [Double] = [0, 1],
        fallback: ReadFallback = .primary,
        probes: Bool = false,
        _ change: (inout PGClusterConfiguration) -> Void = { _ in },
        _ body: (PGCluster) async throws -> Void
    ) async throws {
        try await withCluster(weights: weights, fallback: fallback, probes: probes) {
            $0.tracing = PGTracing(tracer: tracer)
            change(&$0)
        } _: { cluster async throws in
            for target: ReadTarget in [.primary, .replica(index: 1)] { _ = try await cluster.servingNode(target) }
            try await cluster.write { try await $0.execute("SELECT 1") }
            tracer.clearFinishedSpans()
            try await body(cluster)
        }
    }

    @Test("a read is a span that tells where it went and why, above those of its statements")
    func read() async throws {
        try await withTracedCluster { cluster async throws in
            let test = try await tracer.inSpan {
                try await cluster.read { connection in
                    for number in 1...2 { try await connection.execute("SELECT \(number)") }
                }
            }
            #expect(tracer.names == ["SELECT", "SELECT", "read", "test"])
            let read = try #require(tracer.spans(named: "read").first)
            #expect(read.kind == .internal)
            #expect(read.parentSpanID == test.id)
            #expect(read.status == nil)
            #expect(
                read.texts == [
                    "replica_routing.cluster": "default", "replica_routing.node": "replica-1",
                    "replica_routing.node.role": "replica", "replica_routing.cause": "weighted",
                    "replica_routing.target": "any", "replica_routing.pinned": "false", "replica_routing.retries": "0",
                ]
            )
            #expect(read.events.isEmpty)
            #expect(tracer.spans(named: "SELECT").allSatisfy { $0.parentSpanID == read.spanID })
        }
    }

    @Test("a single statement has the same two spans, shared connections or not", arguments: [false, true])
    func single(multiplexes: Bool) async throws {
        try await withTracedCluster {
            if multiplexes { $0.readPool.multiplexing = .init(connections: 1) }
        } _: { cluster async throws in
            _ = try await cluster.query("SELECT \(1)")
            tracer.clearFinishedSpans()
            _ = try await cluster.query("SELECT \(2)")
            #expect(tracer.names == ["SELECT", "read"])
            #expect(tracer.finishedSpans[0].parentSpanID == tracer.finishedSpans[1].spanID)
            #expect(tracer.finishedSpans[1].texts["replica_routing.node"] == "replica-1")
        }
    }

    @Test("a read after a write in a session says that it is pinned")
    func pinned() async throws {
        try await withTracedCluster { cluster async throws in
            try await cluster.withSession {
                try await cluster.write { try await $0.execute("SELECT 1") }
                _ = try await cluster.read { try await $0.execute("SELECT 2") }
            }
            #expect(tracer.names == ["SELECT", "write", "SELECT", "read"])
            let read = try #require(tracer.finishedSpans.last)
            #expect(read.texts["replica_routing.pinned"] == "true")
            #expect(read.texts["replica_routing.cause"] == "pinned")
            #expect(read.texts["replica_routing.node"] == "primary")
            #expect(read.texts["replica_routing.node.role"] == "primary")
        }
    }

    @Test(
        "a read that asks for a node says so",
        arguments: [ReadTarget.primary, .replica(index: 1), .node("replica-1")]
    )
    func target(_ target: ReadTarget) async throws {
        try await withTracedCluster { cluster async throws in
            let node = try await cluster.servingNode(target)
            let read = try #require(tracer.spans(named: "read").first)
            #expect(read.texts["replica_routing.node"] == node)
            let expected =
                switch target {
                case .primary: ("primary", "forcedPrimary")
                case .replica: ("replica", "replicaIndex")
                case .node: ("node", "namedNode")
                case .any: ("any", "weighted")
                }
            #expect(read.texts["replica_routing.target"] == expected.0)
            #expect(read.texts["replica_routing.cause"] == expected.1)
        }
    }

    @Test("a read that was tried again ends well, with the failed node as an event")
    func retried() async throws {
        try await withTracedCluster { cluster async throws in
            try await ClusterTrait.cluster.stop("replica-1", mode: .immediate)
            let node = try await cluster.servingNode()
            try await ClusterTrait.cluster.start("replica-1")
            #expect(node == "primary")
            let read = try #require(tracer.spans(named: "read").first)
            #expect(!read.hasFailed)
            #expect(read.texts["replica_routing.node"] == "primary")
            #expect(read.texts["replica_routing.cause"] == "fallbackToPrimary")
            #expect(read.texts["replica_routing.retries"] == "1")
            #expect(read.events.map(\.name) == ["replica_routing.attempt_failed"])
            let event = try #require(read.events.first?.attributes.texts)
            #expect(event["replica_routing.node"] == "replica-1")
            #expect(event["replica_routing.node.role"] == "replica")
            #expect(event["error.type"]?.isEmpty == false)
            #expect(tracer.activeSpans.isEmpty)
        }
    }

    @Test("a read for which there is no node has failed, with the router's code")
    func noNode() async throws {
        try await withTracedCluster { cluster async throws in
            try cluster.drain("replica-1")
            try cluster.drain("primary")
            let error = await failure(RoutingError.self) { try await cluster.servingNode() }
            #expect(error?.code == .noEligibleNode)
            let read = try #require(tracer.finishedSpans.first)
            #expect(read.hasFailed)
            #expect(read.texts["error.type"] == "noEligibleNode")
            #expect(read.texts["replica_routing.cause"] == "failed")
            #expect(read.texts["replica_routing.node"] == nil)
        }
    }

    @Test("a read that waits for room on the primary says so once")
    func waiting() async throws {
        let budget = try SpillBudget.concurrency(1, otherwise: .wait(upTo: .seconds(20)))
        try await withTracedCluster {
            $0.reads = .weighted(policy: RoutingPolicy(spillBudget: budget))
        } _: { cluster async throws in
            try cluster.drain("replica-1")
            let (entered, entries) = AsyncStream<Void>.makeStream()
            let (leave, leaves) = AsyncStream<Void>.makeStream()
            let holder = Task {
                try await cluster.read { _ in
                    entries.finish()
                    for await _ in leave {}
                }
            }
            for await _ in entered {}
            let waiter = Task { try await cluster.servingNode() }
            #expect(try await eventually { tracer.activeSpans.contains { !$0.events.isEmpty } })
            // It looks for room every 20 ms.
            try await Task.sleep(for: .milliseconds(70))
            leaves.finish()
            #expect(try await waiter.value == "primary")
            try await holder.value
            let events = tracer.spans(named: "read").flatMap { $0.events.map(\.name) }
            #expect(events == ["replica_routing.wait"])
        }
    }

    private struct Odd: Error {}

    @Test("an error of the caller's own fails the read's span, but not those of its statements")
    func ownError() async throws {
        try await withTracedCluster { cluster async throws in
            await #expect(throws: Odd.self) {
                try await cluster.read { connection in
                    try await connection.execute("SELECT 1")
                    throw Odd()
                }
            }
            #expect(tracer.finishedSpans.map(\.hasFailed) == [false, true])
            #expect(tracer.spans(named: "read").first?.texts["error.type"] == "Odd")
        }
    }

    @Test("a transaction is a write with its statements below it")
    func transaction() async throws {
        try await withTracedCluster { cluster async throws in
            try await cluster.withTransaction { try await $0.execute("SELECT 1") }
            #expect(tracer.names == ["BEGIN", "SELECT", "COMMIT", "write"])
            let write = try #require(tracer.finishedSpans.last)
            #expect(tracer.finishedSpans.dropLast().allSatisfy { $0.parentSpanID == write.spanID })
            #expect(write.texts == ["replica_routing.cluster": "default"])
        }
    }

    @Test("probes make no spans")
    func probes() async throws {
        try await withTracedCluster(probes: true) { cluster async throws in
            // The time of the last round trip changes with each probe.
            let before = cluster.topology.status(of: "replica-1")?.latency
            #expect(try await eventually { cluster.topology.status(of: "replica-1")?.latency != before })
            #expect(tracer.names.isEmpty)
            #expect(tracer.activeSpans.isEmpty)
        }
    }

    @Test("a cluster without tracing makes no spans inside of its caller's")
    func off() async throws {
        try await withTracedCluster {
            $0.tracing = nil
        } _: { cluster async throws in
            _ = try await tracer.inSpan {
                try await cluster.withTransaction { try await $0.execute("SELECT 1") }
                return try await cluster.servingNode()
            }
            #expect(tracer.names == ["test"])
        }
    }
}
#endif
