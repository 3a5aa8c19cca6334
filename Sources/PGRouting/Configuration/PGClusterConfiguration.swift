// SPDX-License-Identifier: Apache-2.0

public import PGClient
public import ReplicaRouting

/// The settings of a cluster. Each has a default that suits a server.
public struct PGClusterConfiguration: Sendable {
    /// Which nodes serve reads. Default: the replicas by their weights; the primary where none is left.
    public var reads: PGReadPolicy

    /// The cluster's name in the markers that pin a user's next requests: clusters of different names do not take each
    /// other's. Default: `default`.
    public var name: String

    /// How long the markers pin that carry a session from one request to the next. Default: 5 seconds.
    public var pinning: PinPolicy

    /// The replica that reads of the workload `bulk` go to, counted from 1. `nil`, the default, 0 and -1 choose none. It is
    /// resolved once, when the cluster is made; once that replica is removed from the cluster, they go where other reads go.
    public var bulkReplicaIndex: Int?

    /// The size and the times of each node's pool for reads. With its `multiplexing` set, the single statements of
    /// ``PGCluster/query(_:from:)`` share a few pipelined connections to each node.
    public var readPool: PGPoolConfiguration

    /// The size and the waiting time of the primary's pool for writes. A write waits as long as this for a primary
    /// that is down to come back.
    public var writePool: PGPoolConfiguration

    /// How long one attempt to connect may take, where the connection string has no `connect_timeout`. Keep it below the
    /// pools' waiting times, so that a node which does not answer is told from a pool that is busy. Default: 2 seconds.
    public var connectTimeout: Duration

    /// How the nodes are watched.
    public var probing: PGProbeConfiguration

    /// How long a shutdown waits for reads and writes under way. Default: 10 seconds.
    public var shutdownTimeout: Duration

    #if Tracing
    /// How reads, writes and their statements become spans; package trait `Tracing`. Probes are not traced. `nil`, the
    /// default: not at all.
    public var tracing: PGTracing?
    #endif

    /// Makes a configuration.
    public init(
        reads: PGReadPolicy = .weighted(),
        name: String = "default",
        pinning: PinPolicy = .init(),
        bulkReplicaIndex: Int? = nil,
        readPool: PGPoolConfiguration = .init(),
        writePool: PGPoolConfiguration = .init(),
        connectTimeout: Duration = .seconds(2),
        probing: PGProbeConfiguration = .init(),
        shutdownTimeout: Duration = .seconds(10)
    ) {
        self.reads = reads
        self.name = name
        self.pinning = pinning
        self.bulkReplicaIndex = bulkReplicaIndex
        self.readPool = readPool
        self.writePool = writePool
        self.connectTimeout = connectTimeout
        self.probing = probing
        self.shutdownTimeout = shutdownTimeout
    }
}
