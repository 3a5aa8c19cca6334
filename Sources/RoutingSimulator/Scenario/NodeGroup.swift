// SPDX-License-Identifier: Apache-2.0

public import ReplicaRouting

/// Some equal nodes of a ``Scenario``.
public struct NodeGroup: Sendable, Hashable {
    /// The name of the node; of several, `name-1`, `name-2` and so on.
    public var name: String

    /// How many there are. Default: 1.
    public var count: Int

    /// What they are. Default: replicas.
    public var role: NodeRole

    /// The weight of each. Default: 1.
    public var weight: Double

    /// Where they stand, nil where zones do not matter.
    public var zone: String?

    /// How many requests a node works on at a time; more wait in its queue. Nil: any number. Default: 8.
    public var servers: Int?

    /// How long a node works on a request. Default: exponential with a mean of 2 ms.
    public var service: ServiceTime

    /// How far a replica is behind when nothing is wrong. Default: 10 ms.
    public var lag: Duration

    /// Makes a group.
    public init(
        name: String,
        count: Int = 1,
        role: NodeRole = .replica,
        weight: Double = 1,
        zone: String? = nil,
        servers: Int? = 8,
        service: ServiceTime = .exponential(mean: .milliseconds(2)),
        lag: Duration = .milliseconds(10)
    ) {
        self.name = name
        self.count = count
        self.role = role
        self.weight = weight
        self.zone = zone
        self.servers = servers
        self.service = service
        self.lag = lag
    }

    /// The names of the nodes.
    var names: [String] {
        count == 1 ? [name] : (1...max(1, count)).map { "\(name)-\($0)" }
    }
}
