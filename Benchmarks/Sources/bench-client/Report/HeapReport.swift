// SPDX-License-Identifier: Apache-2.0

/// Heap allocations of a query, and the memory of idle connections.
struct HeapReport: Sendable {
    static let connections = 8
    static let idleConnections = 150

    let text: String

    /// Allocations are counted in a slice of their own, because counting costs threads that share a counter.
    static func measure(
        clients: [ClientKind],
        _ runner: SliceRunner,
        _ progress: Progress
    ) async throws -> HeapReport {
        var allocations = TextTable(header: ["heap allocations per query", "client", "per query"], wordColumns: 2)
        for client in ClientKind.allCases where clients.contains(client) && client != .pgbench {
            progress.note("counting the allocations of \(client.rawValue)")
            let lane = Lane(client: client, connections: connections)
            let report = try await runner.run(.point, lane, seconds: 0.5, countsAllocations: true)
            let count = report.allocations.map { Double($0) / Double(max(1, report.count)) }
            allocations.rows.append([
                "point, \(connections) connections",
                client.rawValue,
                count?.formatted(places: 1) ?? "-",
            ])
        }
        var memory = TextTable(
            header: ["bytes per idle connection", "client", "heap", "resident"],
            wordColumns: 2
        )
        for client in [ClientKind.c, .global] where clients.contains(client) {
            progress.note("weighing the idle connections of \(client.rawValue)")
            let report = try await runner.memory(Lane(client: client, connections: idleConnections))
            memory.rows.append([
                "\(idleConnections) connections", client.rawValue,
                report.heapBytesPerConnection.formatted(places: 0),
                report.residentBytesPerConnection.formatted(places: 0),
            ])
        }
        return HeapReport(text: allocations.text + "\n\n" + memory.text)
    }
}
