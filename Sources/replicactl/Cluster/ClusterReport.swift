// SPDX-License-Identifier: Apache-2.0

import PGClusterTesting

/// What the commands tell of a cluster, in text and in JSON.
struct ClusterReport: Encodable {
    struct Node: Encodable {
        let name: String
        let role: String
        let uri: String
    }

    let name: String
    let directory: String
    /// Only where it can be something else than up.
    let status: String?
    let nodes: [Node]

    init(_ cluster: LocalCluster) throws {
        name = cluster.name
        directory = cluster.directory
        status = nil
        nodes = try cluster.nodes.map {
            Node(name: $0.name, role: $0.initialRole.rawValue, uri: try cluster.uri(of: $0.name))
        }
    }

    init(_ cluster: DetachedCluster) throws {
        name = cluster.name
        directory = cluster.directory
        status = cluster.status.rawValue
        nodes = try cluster.nodes.map {
            Node(name: $0.name, role: $0.initialRole.rawValue, uri: try cluster.uri(of: $0.name))
        }
    }
}
