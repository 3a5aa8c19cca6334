// SPDX-License-Identifier: Apache-2.0

import CMeasurement
import PGClient

/// One slice of one of this package's clients, in the process that is measured.
struct Slice: Sendable {
    static let runUpSeconds = 0.1

    let benchmark: BenchmarkCase
    let lane: Lane
    let seconds: Double
    let countsAllocations: Bool

    func run(_ address: String) async throws -> SliceReport {
        guard LibraryClients.available.contains(lane.client) else {
            throw BenchmarkError(.notAvailable, "The client \(lane.client.rawValue) is not available yet.")
        }
        let group = try PGEventLoopGroup()
        defer { group.shutdown() }
        var configuration = try PGConfiguration(address)
        if benchmark == .connectStorm {
            // As C does: one round trip, where a statement used once is not worth preparing.
            configuration.statementCacheSize = 0
            return try await measure(Visit(configuration: configuration, group: group), on: group)
        }
        let pool = try PGPool(
            configuration,
            pool: .init(maximumConnections: lane.connections, acquireTimeout: .seconds(30)),
            on: group
        )
        let report = try await run(pool, on: group)
        await pool.shutdown()
        return report
    }

    private func run(_ pool: PGPool, on group: PGEventLoopGroup) async throws -> SliceReport {
        if lane.client == .multiplexed {
            guard let connections = LibraryClients.multiplexed(pool) else {
                throw BenchmarkError(.notAvailable, "The pool has no multiplexed connections yet.")
            }
            return try await measure(MultiplexedPoint(connections: connections), on: group)
        }
        let work = try await mustered(pool)
        switch benchmark {
        case .rows10000: return try await measure(PooledRows(pool: pool), on: group)
        case .value1MB: return try await measure(PooledValue(pool: pool), on: group)
        default: return try await measure(work, on: group)
        }
    }

    private func mustered(_ pool: PGPool) async throws -> PooledPoint {
        try await muster(pool, connections: lane.connections) { connection in
            _ = try await connection.query("SELECT payload FROM bench WHERE id = \(Int64(1))", as: String.self)
        }
        return PooledPoint(pool: pool)
    }

    private func measure(_ work: some Work, on group: PGEventLoopGroup) async throws -> SliceReport {
        let crew = Crew(work: work, tasks: taskCount) {
            lane.client == .loop ? LibraryClients.executor(of: group) : nil
        }
        _ = try await crew.run(seconds: Self.runUpSeconds, countsAllocations: false)
        return try await crew.run(seconds: seconds, countsAllocations: countsAllocations)
    }

    private var taskCount: Int {
        switch benchmark {
        case .tasks1000: 1000
        case .pipeline: lane.connections * 16
        default: lane.connections
        }
    }
}
