// SPDX-License-Identifier: Apache-2.0

/// A cluster that outlives the process that set it up.
public struct DetachedCluster: Sendable {
    /// How many of a cluster's nodes run.
    public enum Status: String, Sendable, Hashable {
        /// All of them.
        case up
        /// Some, or some are paused.
        case partlyUp = "partly up"
        /// None.
        case down
    }

    /// The name of its folder, by which ``LocalCluster/attach(_:in:)`` finds it.
    public let name: String
    /// The absolute path of its folder.
    public let directory: String
    /// The nodes, the primary first.
    public let nodes: [LocalNode]
    /// The version of its servers, for example `15.18`.
    public var version: String { record.version }

    let record: ClusterRecord

    init(name: String, directory: String, record: ClusterRecord) {
        self.name = name
        self.directory = directory
        self.record = record
        self.nodes = record.nodes.map {
            LocalNode(name: $0.name, port: $0.port, dataDirectory: directory + "/" + $0.name)
        }
    }

    /// How many of its nodes run at this moment.
    public var status: Status {
        let binaries = ServerBinaries(directory: record.binaries, version: record.version)
        let layout = ClusterLayout(directory: directory, binaries: binaries, serverUser: nil)
        let states = nodes.map { NodeServer(layout: layout, name: $0.name, port: $0.port, timeout: .zero).state }
        if states.allSatisfy({ $0 == .running }) { return .up }
        return states.allSatisfy { $0 == .stopped } ? .down : .partlyUp
    }

    /// The address of a node for the application's role.
    ///
    /// - Throws: ``ClusterError`` with code `unknownNode`.
    public func uri(of name: String) throws(ClusterError) -> String {
        guard let node = nodes.first(where: { $0.name == name }) else {
            throw ClusterError(.unknownNode, "The cluster \(self.name) has no node \"\(name)\".", node: name)
        }
        return ConnectionURI.make(node: node, user: record.credentials.user, credentials: record.credentials)
    }
}
