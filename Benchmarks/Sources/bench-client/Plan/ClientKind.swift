// SPDX-License-Identifier: Apache-2.0

/// One of the clients that are compared.
enum ClientKind: String, CaseIterable, Sendable {
    /// C over libpq: one event loop, one statement in flight on each connection.
    case c
    /// C over libpq in pipeline mode: 16 statements in flight on each connection.
    case cPipeline = "c-pipeline"
    /// PostgreSQL's own `pgbench`, one thread.
    case pgbench
    /// This package, tasks that prefer the event loop as their executor.
    case loop
    /// This package, ordinary tasks.
    case global
    /// This package, statements of ordinary tasks pipelined over a few connections.
    case multiplexed
    /// The same, tasks that prefer the event loop as their executor.
    case multiplexedLoop = "multiplexed-loop"
    /// `PGCluster.read` over three nodes, one of which has weight: ordinary tasks.
    case routed
    /// The same, tasks that prefer the event loop as their executor.
    case routedLoop = "routed-loop"

    var isRouted: Bool { self == .routed || self == .routedLoop }
    var isMultiplexed: Bool { self == .multiplexed || self == .multiplexedLoop }
    var prefersLoop: Bool { self == .loop || self == .multiplexedLoop || self == .routedLoop }
}
