// SPDX-License-Identifier: Apache-2.0

/// What is known about a node right now. A ``Topology`` holds one for each of its nodes.
public struct NodeStatus: Sendable, Hashable {
    /// Whether the node may get traffic. Default: up.
    public var state: NodeState

    /// The role the server itself reported at the last look, nil when nobody has looked.
    ///
    /// A node whose observed role differs from its configured one was promoted or demoted.
    public var observedRole: NodeRole?

    /// How far the node is behind the primary, nil when nobody has looked.
    public var lag: ReplicationLag?

    /// How long the node takes to answer a probe, on average; nil when none was measured. Requests are measured by
    /// ``NodeLoad``.
    public var latency: Duration?

    /// Why the node is not up, in a few words such as "connection refused" or "catching up to 0/5000128". It ends up in
    /// error messages, so it must not contain secrets.
    public var reason: String?

    /// Makes a status. The default is a node that is up and about which nothing else is known.
    public init(
        state: NodeState = .up,
        observedRole: NodeRole? = nil,
        lag: ReplicationLag? = nil,
        latency: Duration? = nil,
        reason: String? = nil
    ) {
        self.state = state
        self.observedRole = observedRole
        self.lag = lag
        self.latency = latency
        self.reason = reason
    }

    /// Takes a probe's time into ``latency``: a fifth of the new value, four fifths of the old one, as the drivers of
    /// MongoDB do.
    public mutating func recordProbe(_ time: Duration) {
        latency = latency.map { ($0 * 4 + time) / 5 } ?? time
    }
}
