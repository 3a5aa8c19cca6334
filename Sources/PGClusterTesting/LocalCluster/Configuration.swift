// SPDX-License-Identifier: Apache-2.0

extension LocalCluster {
    /// What a local cluster is made of. Every property has a default that works.
    public struct Configuration: Sendable {
        /// When the cluster ends.
        public enum Lifetime: Sendable, Hashable {
            /// With this process at the latest, however this process ends: return, crash or SIGKILL.
            case process
            /// When ``LocalCluster/shutdown()`` is called, by this process or by one that attaches to it.
            case detached
        }

        /// The number of streaming replicas, 0 to 16. Default 2.
        public var replicas: Int
        /// The server programs to use. Default: the newest that ``ServerBinaries/find()`` finds.
        public var serverBinaries: ServerBinaries?
        /// Settings for every node's `postgresql.conf`, over those of this package. Names that this package needs
        /// itself, such as `port`, are refused.
        public var settings: [String: String] = [:]
        /// The database that is created for the application. Default `app`.
        public var database = "app"
        /// The role that owns the database and may log in; not a superuser. Default `app`.
        public var user = "app"
        /// The password of the role and of the superuser. Default: 32 random letters and digits for each cluster.
        public var password: String?
        /// The primary's port, the replicas' ports following it. Default: free ports outside of the range from which
        /// the system takes the ports of outgoing connections, so that a node that was stopped finds its port free.
        public var firstPort: Int?
        /// When the cluster ends. Default ``Lifetime/process``.
        public var lifetime: Lifetime = .process
        /// The folder in which the cluster's folder is made. Default: `TMPDIR`, else `/tmp`.
        public var parentDirectory: String?
        /// Keeps the cluster's folder, logs included, when the cluster ends. Default `false`.
        public var keepsFiles = false
        /// The longest that one server may take to become ready, to stop or to be promoted. Default 60 s.
        public var startTimeout: Duration = .seconds(60)
        /// Called at the beginning of each step of the set-up, from any thread. Default: nobody.
        public var onProgress: (@Sendable (ClusterStep) -> Void)?

        /// Makes a configuration; what is not given here is set through the properties.
        public init(replicas: Int = 2, serverBinaries: ServerBinaries? = nil) {
            self.replicas = replicas
            self.serverBinaries = serverBinaries
        }
    }
}
