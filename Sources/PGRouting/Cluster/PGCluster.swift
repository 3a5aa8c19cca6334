// SPDX-License-Identifier: Apache-2.0

public import Logging
public import PGClient
public import ReplicaRouting
internal import Synchronization

/// A PostgreSQL primary and its streaming replicas, with reads spread over them.
///
/// ```swift
/// let cluster = try PGCluster(
///     primary: "postgresql://app@db1/app",
///     replicas: [.init("postgresql://app@db2/app", weight: 2), .init("postgresql://app@db3/app", weight: 2)],
///     configuration: .init(reads: .weighted(primary: 1))
/// )
/// let group = ServiceGroup(services: [cluster, server], gracefulShutdownSignals: [.sigterm], logger: logger)
/// try await group.run()
/// ```
///
/// A caller says what it is about to do: ``read(from:_:)``, ``write(_:)`` or
/// ``withTransaction(isolationLevel:_:)``; the text of a statement is never looked at to find that out.
///
/// ``run()`` watches the nodes. Reads and writes work without it, but then no node is ever ejected: each read that
/// meets a dead node pays for it with a retry.
///
/// There is no snapshot across nodes: two reads may be served by replicas that are differently far behind.
public final class PGCluster: Sendable {
    let configuration: PGClusterConfiguration
    // Each read needs these two, and copying the configuration for them costs more than the decision.
    private let router: any Router
    let spillBudget: SpillBudget?
    #if Tracing
    let tracing: ClusterTracing?
    #endif
    let group: PGEventLoopGroup
    let ownsGroup: Bool
    let logger: Logger
    /// Where bulk reads go, by name: the index was resolved once, so that it cannot shift when a replica leaves.
    let bulkReplica: NodeID?
    let state: Mutex<ClusterState>
    let retries = Atomic<Int>(0)
    /// The numbers of reads, and of writes: each counted by itself, because they take turns among themselves.
    private let readTickets: Atomic<UInt64>
    private let writeTickets: Atomic<UInt64>
    private let seed: UInt64

    /// Describes a cluster; no connection is opened yet.
    ///
    /// - Parameters:
    ///   - primary: The node that takes the writes.
    ///   - replicas: The nodes that take reads, in the order of the replica index. None, the default: the primary serves all
    ///     reads, until ``addReplica(_:)`` brings one.
    ///   - configuration: Policies, pools and time-outs.
    ///   - eventLoops: The threads that drive the connections. `nil`, the default: threads of the cluster's own, which
    ///     end with it.
    ///   - logger: Told of nodes that leave and come back.
    /// - Throws: `PGError` with the code `invalidConfiguration` for a connection string, a pool size or a time that
    ///   cannot be used; `RoutingError` for duplicate names and for weights that are negative, not finite or all zero.
    public init(
        primary: PGNode,
        replicas: [PGNode] = [],
        configuration: PGClusterConfiguration = .init(),
        eventLoops: PGEventLoopGroup? = nil,
        logger: Logger = Logger(label: "PGCluster")
    ) throws {
        try configuration.probing.validate()
        var primary = primary
        // Alone it serves all reads, whatever its weight is to be beside replicas.
        let standsIn = replicas.isEmpty && configuration.reads.primaryWeight == 0
        primary.weight = standsIn ? 1 : configuration.reads.primaryWeight
        let members = [(primary, NodeRole.primary)] + replicas.map { ($0, NodeRole.replica) }
        let named = members.enumerated().map { index, member in
            Node(
                id: NodeID(member.0.name ?? (index == 0 ? "primary" : "replica-\(index)")),
                role: member.1,
                weight: member.0.weight,
                zone: member.0.zone,
                tags: member.0.tags
            )
        }
        let topology = try Topology(named, load: configuration.reads.load)
        bulkReplica = try ReplicaIndex(configuration.bulkReplicaIndex, of: replicas.count).value.map {
            topology.nodes[topology.replicaPositions[$0 - 1]].id
        }
        let group = try eventLoops ?? PGEventLoopGroup()
        ownsGroup = eventLoops == nil
        let nodes = try zip(members, named).map { member, node in
            try NodeRuntime(
                member.0,
                id: node.id,
                role: node.role,
                configuration: configuration,
                group: group,
                logger: logger
            )
        }
        self.group = group
        self.configuration = configuration
        router = configuration.reads.router
        spillBudget = configuration.reads.spillBudget
        #if Tracing
        tracing = ClusterTracing(configuration)
        #endif
        self.logger = logger
        state = Mutex(
            ClusterState(
                ClusterView(topology, nodes),
                probing: configuration.probing,
                primaryStandsIn: standsIn
            )
        )
        var system = SystemRandomNumberGenerator()
        seed = system.next()
        // From anywhere: many processes that start together must not all begin with the same node.
        readTickets = Atomic(system.next())
        writeTickets = Atomic(system.next())
    }

    /// What the cluster knows of its nodes right now: state, role and lag as the probes last saw them.
    public var topology: Topology { state.withLock { $0.topology } }

    /// How many times a read was tried again on another node.
    public var readRetries: Int { retries.load(ordering: .relaxed) }

    /// Decides where a request would go right now, without sending it.
    ///
    /// - Parameter explains: Whether the decision says for each node why it was or was not eligible.
    public func decide(_ request: RoutingRequest, explains: Bool = false) -> Decision {
        decide(request, in: view, ticket: ticket(for: request.intent), at: now, explains: explains)
    }

    func decide(
        _ request: RoutingRequest,
        in view: ClusterView,
        ticket: UInt64,
        at now: RoutingInstant,
        explains: Bool = false
    ) -> Decision {
        // A generator of its own for each decision: none is shared, so nobody waits for it.
        let generator = RoutingGenerator(seed: seed &+ ticket &* 0x9E37_79B9_7F4A_7C15)
        var context = RoutingContext(now: now, generator: generator, ticket: ticket, explains: explains)
        return router.decide(request, in: view.topology, context: &context)
    }

    /// The number of the next request of a kind.
    func ticket(for intent: Intent) -> UInt64 {
        switch intent {
        case .read: readTickets.wrappingAdd(1, ordering: .relaxed).oldValue
        case .write: writeTickets.wrappingAdd(1, ordering: .relaxed).oldValue
        }
    }

    var view: ClusterView { state.withLock { $0.view } }

    /// The time as the routing core counts it.
    var now: RoutingInstant { RoutingInstant(nanoseconds: MonotonicInstant.now.nanoseconds) }

    func instant(_ routing: RoutingInstant) -> ContinuousClock.Instant {
        .now + now.duration(to: routing)
    }
}
