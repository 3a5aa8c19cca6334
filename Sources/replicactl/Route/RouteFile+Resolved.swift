// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting

/// A route file whose parts go together.
struct RouteCase {
    let topology: Topology
    let router: any Router
    let request: RoutingRequest
    let seed: UInt64
}

extension RouteFile {
    /// Puts the parts together.
    ///
    /// - Throws: ``RouteFileError`` where they do not go together, naming the place.
    func resolved() throws(RouteFileError) -> RouteCase {
        try checkNodes()
        let topology = try makeTopology()
        var request = self.request.request
        request.target = try replicaIndex(of: topology).target
        return RouteCase(topology: topology, router: router.make(), request: request, seed: seed)
    }

    private func checkNodes() throws(RouteFileError) {
        guard !nodes.isEmpty else {
            throw RouteFileError(place: "nodes", problem: "there are none, and there must be at least one")
        }
        var places: [NodeID: Int] = [:]
        var primary: Int?
        for (index, node) in nodes.enumerated() {
            if let other = places.updateValue(index, forKey: node.node.id) {
                throw RouteFileError(
                    place: "nodes[\(index)].id",
                    problem: "it is \"\(node.node.id)\", as that of nodes[\(other)], and must be its own"
                )
            }
            guard node.node.role == .primary else { continue }
            if let primary, router.kind.hasOnePrimary {
                throw RouteFileError(
                    place: "nodes[\(index)].role",
                    problem: "it is \"primary\", as that of nodes[\(primary)]; the router \(router.kind.rawValue) "
                        + "takes one primary"
                )
            }
            primary = primary ?? index
        }
        guard nodes.contains(where: { $0.node.weight > 0 }) else {
            throw RouteFileError(place: "nodes", problem: "all weights are 0, and at least one must be above 0")
        }
    }

    private func makeTopology() throws(RouteFileError) -> Topology {
        var topology: Topology
        do throws(RoutingError) {
            topology = try Topology(
                nodes.map(\.node),
                primaries: router.kind.hasOnePrimary ? .atMostOne : .several
            )
        } catch {
            throw RouteFileError(place: "nodes", problem: error.message)
        }
        for (node, load) in zip(nodes, topology.loads) {
            topology = topology.updating(node.node.id) { $0 = node.status }
            for _ in 0..<node.inFlight { load.begin() }
            if let latency = node.status.latency { load.record(latency, at: RoutingInstant()) }
        }
        return topology
    }

    private func replicaIndex(of topology: Topology) throws(RouteFileError) -> ReplicaIndex {
        do throws(RoutingError) {
            let count = topology.replicaPositions.count
            return switch request.replicaIndex {
            case .none: .none
            case .number(let number): try ReplicaIndex(number: number, of: count)
            case .text(let text): try ReplicaIndex(text: text, of: count)
            }
        } catch {
            throw RouteFileError(place: "request.replica_index", problem: error.message)
        }
    }
}

extension RouteFile.Router.Kind {
    /// Whether the router sends all writes to one node.
    var hasOnePrimary: Bool {
        switch self {
        case .random, .weightedRandom, .roundRobin: false
        case .weightedPrimaryReplica, .roundRobinPrimaryReplica, .smoothWeighted, .leastOutstanding, .peakEWMA: true
        }
    }
}

extension RouteFile.Router {
    func make() -> any ReplicaRouting.Router {
        let filters: FilterChain = [
            .staleness(minimumKept: minimumKept), .tags, .zone(neighbours: zoneTiers),
            .latencyWindow(nearest: nearestWindow, minimumKept: max(1, minimumKept)),
        ]
        return switch kind {
        case .random: RandomRouter(policy: policy, filters: filters)
        case .weightedRandom: WeightedRandomRouter(policy: policy, filters: filters)
        case .roundRobin: RoundRobinRouter(policy: policy, filters: filters)
        case .weightedPrimaryReplica: WeightedPrimaryReplicaRouter(policy: policy, filters: filters)
        case .roundRobinPrimaryReplica: RoundRobinPrimaryReplicaRouter(policy: policy, filters: filters)
        case .smoothWeighted: SmoothWeightedRouter(policy: policy, filters: filters)
        case .leastOutstanding: LeastOutstandingRouter(policy: policy, filters: filters)
        case .peakEWMA: PeakEWMARouter(policy: policy, filters: filters)
        }
    }
}
