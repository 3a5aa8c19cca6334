// SPDX-License-Identifier: Apache-2.0

/// What the clients are compared at.
enum BenchmarkCase: String, CaseIterable, Sendable {
    /// One row by its key, as many statements in flight as there are connections. That there is one row is all that is looked at,
    /// as `pgbench` does; the clients that keep rows take its text as well.
    case point
    /// 10,000 rows of three columns, every value read.
    case rows10000
    /// One value of 1 MB.
    case value1MB
    /// Connecting, one statement, closing; 64 at a time.
    case connectStorm
    /// 1,000 tasks that share 8 connections.
    case tasks1000

    /// How many connections `point` has where pipelines run beside it, the reads of a cluster, and clients that keep rows.
    private static let compared = 8

    /// The groups of clients that are compared with each other.
    ///
    /// - Parameter connections: How many connections there are in each group of `point`.
    func groups(connections: [Int]) -> [LaneGroup] {
        switch self {
        case .point:
            connections.map { count in
                var group = group(count, [.c, .bare, .pgbench, .loop, .global])
                if count == Self.compared { group.lanes += Self.comparedLanes }
                return group
            }
        case .rows10000:
            [group(1, [.c, .loop, .global, .cArray, .loopArray])]
        case .value1MB:
            [group(1, [.c, .loop, .global])]
        case .connectStorm:
            [group(64, [.c, .pgbench, .loop, .global])]
        case .tasks1000:
            [group(8, [.c, .pgbench, .loop, .global, .multiplexed])]
        }
    }

    /// A pipeline needs fewer connections for as much work.
    private static var comparedLanes: [Lane] {
        [ClientKind.cPipeline, .multiplexed, .multiplexedGlobal].map { Lane(client: $0, connections: 4) }
            + [ClientKind.cArray, .loopArray, .routed, .routedGlobal].map { Lane(client: $0, connections: compared) }
    }

    private func group(_ connections: Int, _ clients: [ClientKind]) -> LaneGroup {
        LaneGroup(benchmark: self, lanes: clients.map { Lane(client: $0, connections: connections) })
    }
}
