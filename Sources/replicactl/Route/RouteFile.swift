// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting

/// What `replicactl route explain` reads: nodes, a router, a request and a seed, each part with its own rules. How they go
/// together is checked by ``resolved()``.
struct RouteFile: Decodable {
    let nodes: [RouteFile.Node]
    let router: Router
    let request: Request
    let seed: UInt64

    init(from decoder: any Decoder) throws {
        let object = try StrictObject(decoder, keys: ["nodes", "router", "request", "seed"])
        nodes = try object.value("nodes", [RouteFile.Node].self, "a list of nodes") ?? []
        router = try object.value("router", Router.self, "an object") ?? Router()
        request = try object.value("request", Request.self, "an object") ?? Request()
        seed = try object.whole("seed", 0...UInt64.max) ?? 0
    }

    struct Node: Decodable {
        let node: ReplicaRouting.Node
        let status: NodeStatus
        let inFlight: Int

        init(from decoder: any Decoder) throws {
            let object = try StrictObject(
                decoder,
                keys: [
                    "id", "role", "weight", "state", "lag_ms", "lag_bytes", "latency_us", "in_flight", "zone", "tags",
                ]
            )
            let id = try object.required("id", String.self, "a string")
            guard !id.isEmpty else { throw object.error("id", "it is empty, and must be at least one character") }
            guard let role = try object.word("role", NodeRole.self) else {
                throw object.error("role", "it must be there: primary or replica")
            }
            node = ReplicaRouting.Node(
                id: NodeID(id),
                role: role,
                weight: try object.number("weight", 0...Double.greatestFiniteMagnitude, "a number of at least 0") ?? 1,
                zone: try object.string("zone"),
                tags: try object.value("tags", [String: String].self, "an object of strings") ?? [:]
            )
            let lag = ReplicationLag(
                bytes: try object.whole("lag_bytes", 0...UInt64.max),
                time: try object.time("lag_ms", unit: .milliseconds(1))
            )
            status = NodeStatus(
                state: try object.word("state", NodeState.self) ?? .up,
                lag: lag == ReplicationLag() ? nil : lag,
                latency: try object.time("latency_us", unit: .microseconds(1))
            )
            inFlight = try object.whole("in_flight", 0...1_000_000) ?? 0
        }
    }

    struct Router: Decodable {
        enum Kind: String, CaseIterable {
            case random, weightedRandom, roundRobin, weightedPrimaryReplica, roundRobinPrimaryReplica, smoothWeighted
            case leastOutstanding, peakEWMA
        }

        enum Fallback: String, CaseIterable {
            case primary, fail
        }

        var kind = Kind.weightedPrimaryReplica
        var policy = RoutingPolicy()
        var minimumKept = 0
        var zoneTiers: [String: [Set<String>]] = [:]
        var nearestWindow = Duration.milliseconds(1)

        init() {}

        init(from decoder: any Decoder) throws {
            let object = try StrictObject(
                decoder,
                keys: [
                    "kind", "fallback", "pinning", "preference", "minimum_kept", "zone_tiers", "nearest_window_us",
                ]
            )
            kind = try object.word("kind", Kind.self) ?? kind
            policy.fallback = try object.word("fallback", Fallback.self) == .fail ? .fail : .primary
            policy.pins = try object.flag("pinning") ?? true
            policy.preference = try object.word("preference", ReadPreference.self)
            minimumKept = try object.whole("minimum_kept", 0...1_000_000) ?? 0
            zoneTiers =
                try object.value("zone_tiers", [String: [Set<String>]].self, "an object of lists of lists of strings")
                ?? [:]
            nearestWindow = try object.time("nearest_window_us", unit: .microseconds(1)) ?? nearestWindow
        }
    }

    struct Request: Decodable {
        /// As it stands in the file: which indices are valid depends on the nodes.
        enum Index {
            case none, number(Double), text(String)
        }

        var request = RoutingRequest(intent: .read)
        var replicaIndex = Index.none

        init() {}

        init(from decoder: any Decoder) throws {
            let object = try StrictObject(
                decoder,
                keys: [
                    "intent", "replica_index", "max_lag_ms", "max_lag_bytes", "pinned", "zone", "preference",
                    "tag_sets",
                    "latency_window_us",
                ]
            )
            guard let intent = try object.word("intent", Intent.self) else {
                throw object.error("intent", "it must be there: read or write")
            }
            let staleness = StalenessLimit(
                time: try object.time("max_lag_ms", unit: .milliseconds(1)),
                bytes: try object.whole("max_lag_bytes", 0...UInt64.max)
            )
            let tagSets = try object.value("tag_sets", [[String: String]].self, "a list of objects of strings") ?? []
            request = RoutingRequest(
                intent: intent,
                isPinned: try object.flag("pinned") ?? false,
                preference: try object.word("preference", ReadPreference.self),
                staleness: staleness == StalenessLimit() ? nil : staleness,
                tagSets: tagSets.map { TagSet($0) },
                zone: try object.string("zone"),
                latencyWindow: try object.time("latency_window_us", unit: .microseconds(1))
            )
            if let text = try? object.string("replica_index") {
                replicaIndex = .text(text)
            } else if let number = try object.value("replica_index", Double.self, "a whole number or a string") {
                replicaIndex = .number(number)
            }
        }
    }
}
