// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// A way for reads to reach the servers.
enum PeerKind: String, CaseIterable, Sendable, ExpressibleByArgument {
    /// This package's pool, connected to one replica: what there is without anything between.
    case direct
    /// This package's routed reads over all replicas.
    case routed
    /// A pool of connections in front of one replica.
    case pgbouncer
    /// TCP connections spread over all replicas.
    case haproxy
    /// Connections spread over all replicas by the SQL text of what comes through them.
    case pgpool

    /// The program that stands between, if any.
    var program: String? {
        switch self {
        case .direct, .routed: nil
        case .pgbouncer, .haproxy, .pgpool: rawValue
        }
    }

    /// The Debian package of the program.
    var package: String { self == .pgpool ? "pgpool2" : rawValue }

    var summary: String {
        switch self {
        case .direct: "this package's pool, on one replica"
        case .routed: "this package's routed reads, over all replicas"
        case .pgbouncer: "session pooling, in front of one replica"
        case .haproxy: "TCP, round robin over all replicas, one thread"
        case .pgpool: "load balancing over all replicas, by session"
        }
    }
}
