// SPDX-License-Identifier: Apache-2.0

/// One of the clients that are compared.
enum ClientKind: String, CaseIterable, Sendable {
    /// C over libpq: one event loop, one statement in flight on each connection.
    case c
    /// C over libpq in pipeline mode: 16 statements in flight on each connection.
    case cPipeline = "c-pipeline"
    /// The same C, which makes an array of a result's rows, each text in memory of its own.
    case cArray = "c-array"
    /// The same C, called by Swift tasks that an event loop runs: what tasks cost with no client between them and libpq.
    case bare
    /// PostgreSQL's own `pgbench`, one thread.
    case pgbench
    /// This package, tasks that prefer the event loop as their executor.
    case loop
    /// This package, ordinary tasks.
    case global
    /// This package, tasks that prefer the event loop, rows as an array with strings of their own.
    case loopArray = "loop-array"
    /// This package, statements of many tasks pipelined over a few connections: tasks that prefer the event loop.
    case multiplexed
    /// The same, ordinary tasks.
    case multiplexedGlobal = "multiplexed-global"
    /// `PGCluster.read` over three nodes, one of which has weight: tasks that prefer the event loop.
    case routed
    /// The same, ordinary tasks.
    case routedGlobal = "routed-global"

    /// Those that run when nobody says which.
    static let standard: [ClientKind] = [
        .c, .cPipeline, .cArray, .pgbench, .loop, .global, .loopArray, .multiplexed, .routed,
    ]

    var keepsRows: Bool { self == .cArray || self == .loopArray }
    var isRouted: Bool { self == .routed || self == .routedGlobal }
    var isMultiplexed: Bool { self == .multiplexed || self == .multiplexedGlobal }
    var isPipelined: Bool { self == .cPipeline || isMultiplexed }
    var prefersLoop: Bool { self == .loop || self == .loopArray || self == .multiplexed || self == .routed }
}
