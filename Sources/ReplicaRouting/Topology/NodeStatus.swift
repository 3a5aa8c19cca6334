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

    /// Why the node is not up, in a few words such as "connection refused". It ends up in error messages, so it
    /// must not contain secrets.
    public var reason: String?

    /// Makes a status. The default is a node that is up and about which nothing else is known.
    public init(
        state: NodeState = .up,
        observedRole: NodeRole? = nil,
        lag: ReplicationLag? = nil,
        reason: String? = nil
    ) {
        self.state = state
        self.observedRole = observedRole
        self.lag = lag
        self.reason = reason
    }
}
