// SPDX-License-Identifier: Apache-2.0

import CMeasurement
import PGClient

/// What idle connections of a pool cost in memory, after each has run one prepared statement.
enum IdleMemory {
    static func measure(_ address: String, connections: Int) async throws -> MemoryReport {
        let group = try PGEventLoopGroup()
        defer { group.shutdown() }
        let configuration = try PGConfiguration(address)
        // The first one pays for what is loaded once.
        let first = try PGPool(configuration, pool: .init(maximumConnections: 1), on: group)
        try await fill(first, connections: 1)
        let heap = bench_heap_bytes()
        let resident = bench_resident_bytes()
        let pool = try PGPool(configuration, pool: .init(maximumConnections: connections), on: group)
        try await fill(pool, connections: connections)
        let report = MemoryReport(
            connections: UInt64(connections),
            heapBytes: UInt64(max(0, Int64(bench_heap_bytes()) - Int64(heap))),
            residentBytes: UInt64(max(0, Int64(bench_resident_bytes()) - Int64(resident)))
        )
        await pool.shutdown()
        await first.shutdown()
        return report
    }

    private static func fill(_ pool: PGPool, connections: Int) async throws {
        try await muster(pool, connections: connections) { connection in
            _ = try await connection.query("SELECT payload FROM bench WHERE id = \(Int64(1))", as: String.self)
        }
    }
}
