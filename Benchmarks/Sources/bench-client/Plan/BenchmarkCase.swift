// SPDX-License-Identifier: Apache-2.0

/// What the clients are compared at.
enum BenchmarkCase: String, CaseIterable, Sendable {
    /// One row by its key, as many statements in flight as there are connections.
    case point
    /// The same, with as many statements in flight on a connection as the client can have.
    case pipeline
    /// 10,000 rows of three columns, every value decoded.
    case rows10000
    /// One value of 1 MB.
    case value1MB
    /// Connecting, one statement, closing; 64 at a time.
    case connectStorm
    /// 1,000 tasks that share 8 connections.
    case tasks1000
    /// The same row through a cluster's read policy, beside a bare pool.
    case routed

    /// The groups of clients that are compared with each other.
    ///
    /// - Parameter connections: How many connections there are in each group of `point`.
    func groups(connections: [Int]) -> [LaneGroup] {
        switch self {
        case .point:
            connections.map { group($0, [.c, .pgbench, .loop, .global]) }
        case .pipeline:
            // As few connections as the pipeline needs, beside 8 that each have one statement in flight.
            [
                LaneGroup(
                    benchmark: self,
                    lanes: [
                        Lane(client: .c, connections: 8), Lane(client: .cPipeline, connections: 4),
                        Lane(client: .pgbench, connections: 8), Lane(client: .multiplexed, connections: 4),
                        Lane(client: .multiplexedLoop, connections: 4),
                    ]
                )
            ]
        case .rows10000, .value1MB:
            [group(1, [.c, .loop, .global])]
        case .connectStorm:
            [group(64, [.c, .pgbench, .loop, .global])]
        case .routed:
            [group(8, [.c, .loop, .routedLoop, .global, .routed])]
        case .tasks1000:
            [group(8, [.c, .pgbench, .loop, .global, .multiplexed])]
        }
    }

    private func group(_ connections: Int, _ clients: [ClientKind]) -> LaneGroup {
        LaneGroup(benchmark: self, lanes: clients.map { Lane(client: $0, connections: connections) })
    }
}
