// SPDX-License-Identifier: Apache-2.0

internal import PGClient
public import ReplicaRouting
internal import Synchronization

extension PGCluster {
    /// Adds a replica. The next read may go to it, and it is watched from now on.
    ///
    /// - Throws: `PGError` with the code `invalidConfiguration` for a connection string that cannot be used, and
    ///   `poolShutDown` after ``shutdown(timeout:)``; `RoutingError` for a name that is taken and for a weight that cannot be. The cluster is then as it was.
    public func addReplica(_ node: PGNode) async throws {
        let topology = topology
        let id = NodeID(node.name ?? Self.freeName(in: topology))
        let runtime = try NodeRuntime(
            node,
            id: id,
            role: .replica,
            configuration: configuration,
            group: group,
            logger: logger
        )
        do {
            let description = Node(id: id, role: .replica, weight: node.weight, zone: node.zone, tags: node.tags)
            try state.withLock { state in
                guard !state.isShutDown else { throw PGError(.poolShutDown, "the cluster is shut down") }
                try state.add(runtime, description)
            }
        } catch {
            await runtime.shutdown(deadline: .now)
            throw error
        }
    }

    /// Takes a replica out. No read goes to it from now on; those under way may finish for as long as the configuration's
    /// `shutdownTimeout`, which the call waits for.
    ///
    /// The replicas behind it move up in the order of the replica index; `InstanceList` keeps an index from meaning
    /// another one silently.
    ///
    /// A primary without weight serves the reads once the last replica is gone, until one comes.
    ///
    /// - Throws: `RoutingError` where there is no such replica, or replicas would be left and none with weight.
    public func removeReplica(_ id: NodeID) async throws {
        try requireReplica(id)
        let removed = try state.withLock { state throws(RoutingError) in try state.remove(id) }
        guard let removed else { return }
        removed.leave()
        await removed.shutdown(deadline: .now + configuration.shutdownTimeout)
    }

    /// Changes a node's share of the reads, from the next decision on.
    ///
    /// - Throws: `RoutingError` where there is no such node, or the weight cannot be.
    public func setWeight(of id: NodeID, to weight: Double) throws {
        try state.withLock { state throws(RoutingError) in
            try state.reweight(id, to: weight)
        }
    }

    /// Lets a node get no new reads or writes, while those under way finish, until ``resume(_:)``. It is watched on.
    ///
    /// - Throws: `RoutingError` where there is no such node.
    public func drain(_ id: NodeID) throws {
        try state.withLock { state throws(RoutingError) in
            try state.change { topology throws(RoutingError) in try topology.draining(id) }
        }
    }

    /// Ends ``drain(_:)``: the node gets reads again if it is up.
    ///
    /// - Throws: `RoutingError` where there is no such node.
    public func resume(_ id: NodeID) throws {
        let waiters = try state.withLock { state throws(RoutingError) in try state.resume(id) }
        for waiter in waiters { waiter.wake() }
    }

    private func requireReplica(_ id: NodeID) throws(RoutingError) {
        let topology = topology
        guard let position = topology.position(of: id) else { throw .noSuchNode(id, in: topology) }
        guard topology.nodes[position].role == .replica else {
            throw RoutingError(
                code: .invalidTopology,
                message: "\(id) is the primary, which stays: valid are the replicas",
                node: id
            )
        }
    }

    /// `replica-3`, or the next number that is free.
    private static func freeName(in topology: Topology) -> String {
        var number = topology.replicaPositions.count + 1
        while topology.position(of: NodeID("replica-\(number)")) != nil { number += 1 }
        return "replica-\(number)"
    }
}

extension RoutingError {
    static func noSuchNode(_ id: NodeID, in topology: Topology) -> RoutingError {
        let names = topology.nodes.map(\.id.rawValue).joined(separator: ", ")
        return RoutingError(code: .unknownNode, message: "there is no node \(id): valid are \(names)", node: id)
    }
}
