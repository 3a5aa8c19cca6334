// SPDX-License-Identifier: Apache-2.0

import CMeasurement
import PGClient
import PGRouting

/// One slice of one of this package's clients, in the process that is measured.
struct Slice: Sendable {
    static let runUpSeconds = 0.1
    /// Statements under way on a connection, as the C program has them.
    static let depth = 16

    let benchmark: BenchmarkCase
    let lane: Lane
    let seconds: Double
    let countsAllocations: Bool

    func run(_ address: String) async throws -> SliceReport {
        let group = try PGEventLoopGroup()
        defer { group.shutdown() }
        var configuration = try PGConfiguration(address)
        if benchmark == .connectStorm {
            // As C does: one round trip, where a statement used once is not worth preparing.
            configuration.statementCacheSize = 0
            return try await measure(Visit(configuration: configuration, group: group), on: group)
        }
        if lane.client.isRouted { return try await runRouted(address, on: group) }
        if lane.client.isMultiplexed { return try await runMultiplexed(configuration, on: group) }
        // As a cluster's connections for reads are, which run beside these.
        configuration.isReadOnly = true
        let pool = try PGPool(
            configuration,
            pool: .init(maximumConnections: lane.connections, acquireTimeout: .seconds(30)),
            on: group
        )
        try await muster(pool, connections: lane.connections) { connection in
            _ = try await connection.query("SELECT payload FROM bench WHERE id = \(Int64(1))", as: String.self)
        }
        let report =
            switch benchmark {
            case .rows10000 where lane.client.keepsRows: try await measure(PooledArray(pool: pool), on: group)
            case .rows10000: try await measure(PooledRows(pool: pool), on: group)
            case .value1MB: try await measure(PooledValue(pool: pool), on: group)
            case .point where lane.client.keepsRows: try await measure(PooledText(pool: pool), on: group)
            default: try await measure(PooledPoint(pool: pool), on: group)
            }
        await pool.shutdown()
        return report
    }

    private func runMultiplexed(
        _ configuration: PGConfiguration,
        on group: PGEventLoopGroup
    ) async throws -> SliceReport {
        let multiplexer = try PGMultiplexer(
            configuration,
            multiplexing: .init(connections: lane.connections, depth: Self.depth, acquireTimeout: .seconds(30)),
            on: group
        )
        defer { multiplexer.shutdown() }
        return try await measure(MultiplexedPoint(multiplexer: multiplexer), on: group)
    }

    /// Three nodes to decide among, as many connections as a bare pool has: the replicas, the same server under other
    /// names, have no weight.
    private func runRouted(_ address: String, on group: PGEventLoopGroup) async throws -> SliceReport {
        let pool = PGPoolConfiguration(maximumConnections: lane.connections, acquireTimeout: .seconds(30))
        let cluster = try PGCluster(
            primary: PGNode(address),
            replicas: [PGNode(address, weight: 0), PGNode(address, weight: 0)],
            configuration: .init(reads: .weighted(primary: 1), readPool: pool),
            eventLoops: group
        )
        try await muster(cluster, connections: lane.connections) { connection in
            _ = try await connection.query("SELECT payload FROM bench WHERE id = \(Int64(1))", as: String.self)
        }
        let report = try await measure(RoutedPoint(cluster: cluster), on: group)
        await cluster.shutdown()
        return report
    }

    private func measure(_ work: some Work, on group: PGEventLoopGroup) async throws -> SliceReport {
        let crew = Crew(work: work, tasks: taskCount) { lane.client.prefersLoop ? group.nextLoop() : nil }
        _ = try await crew.run(seconds: Self.runUpSeconds, countsAllocations: false)
        return try await crew.run(seconds: seconds, countsAllocations: countsAllocations)
    }

    private var taskCount: Int {
        if benchmark == .tasks1000 { return 1000 }
        return lane.client.isPipelined ? lane.connections * Self.depth : lane.connections
    }
}
