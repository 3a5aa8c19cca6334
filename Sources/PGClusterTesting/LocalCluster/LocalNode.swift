// SPDX-License-Identifier: Apache-2.0

/// One server of a local cluster.
public struct LocalNode: Sendable, Hashable {
    /// What a node was set up as.
    public enum Role: String, Sendable, Hashable, Codable {
        /// Takes writes; the replicas stream from it.
        case primary
        /// Follows the primary by streaming replication and answers reads.
        case replica
    }

    /// What a node is doing.
    public enum State: String, Sendable, Hashable {
        /// The server's processes run.
        case running
        /// The server's processes exist and are all stopped by a signal: connections hang, none is refused.
        case paused
        /// There is no server process: connections are refused.
        case stopped
    }

    /// `primary`, `replica-1`, `replica-2` and so on. A replica gives it as its `application_name` to the primary.
    public let name: String
    /// The role at set-up. ``LocalCluster/promote(_:)`` does not change it.
    public let initialRole: Role
    /// The address the server listens on, always `127.0.0.1`.
    public let host: String
    /// The TCP port the server listens on.
    public let port: Int
    /// The absolute path of the data directory.
    public let dataDirectory: String

    init(name: String, port: Int, dataDirectory: String) {
        self.name = name
        self.initialRole = name == ClusterLayout.primaryName ? .primary : .replica
        self.host = "127.0.0.1"
        self.port = port
        self.dataDirectory = dataDirectory
    }
}
