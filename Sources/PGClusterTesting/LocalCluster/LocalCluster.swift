// SPDX-License-Identifier: Apache-2.0

/// A throwaway PostgreSQL cluster on this machine: a primary and its streaming replicas.
///
/// For example:
///
///     try await LocalCluster.withCluster { cluster in
///         let primary = try cluster.uri(of: "primary")
///         try await cluster.kill("replica-1")
///     }
///
/// The servers listen on the loopback address only and ask everybody for a password. They are fit for tests and
/// measurements, not for data: what is written is not flushed to the disk.
///
/// Guarantees:
/// - With ``Configuration/Lifetime/process`` nothing is left, processes or files, when this process ends, however it
///   ends; a cluster that nobody refers to any more goes on until then. The signal handlers of this process are not
///   touched.
/// - Operations on one node happen one after the other, in the order of the calls. They are not interrupted when the
///   calling task is cancelled: each takes ``Configuration/startTimeout`` at most.
///
/// When this process is root the servers run as the user `postgres`, or else `nobody`.
public actor LocalCluster {
    /// The cluster's folder. Its name begins with `replica-cluster-`.
    public nonisolated let directory: String
    /// The nodes, the primary first.
    public nonisolated let nodes: [LocalNode]
    /// The server programs in use.
    public nonisolated let serverBinaries: ServerBinaries

    nonisolated let layout: ClusterLayout
    nonisolated let credentials: ClusterCredentials
    let timeout: Duration
    let keepsFiles: Bool

    var watchdog: Watchdog?
    var processes: [String: ChildProcess]
    /// The last operation on each node; the next one waits for it.
    var queues: [String: Task<Void, Never>] = [:]
    var ending: Task<Void, Never>?

    init(
        layout: ClusterLayout,
        nodes: [LocalNode],
        credentials: ClusterCredentials,
        timeout: Duration,
        keepsFiles: Bool,
        watchdog: Watchdog?,
        processes: [String: ChildProcess]
    ) {
        self.layout = layout
        self.directory = layout.directory
        self.nodes = nodes
        self.serverBinaries = layout.binaries
        self.credentials = credentials
        self.timeout = timeout
        self.keepsFiles = keepsFiles
        self.watchdog = watchdog
        self.processes = processes
    }

    /// The folder's last component: the name by which a detached cluster is found again.
    public nonisolated var name: String {
        directory.split(separator: "/").last.map(String.init) ?? directory
    }

    nonisolated func server(of node: LocalNode) -> NodeServer {
        NodeServer(layout: layout, name: node.name, port: node.port, timeout: timeout)
    }

    nonisolated func node(named name: String) throws(ClusterError) -> LocalNode {
        if let node = nodes.first(where: { $0.name == name }) { return node }
        let valid = nodes.map(\.name).joined(separator: ", ")
        throw ClusterError(.unknownNode, "There is no node \"\(name)\"; valid are: \(valid).", node: name)
    }
}
