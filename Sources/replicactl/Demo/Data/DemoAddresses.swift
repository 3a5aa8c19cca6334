// SPDX-License-Identifier: Apache-2.0

import Logging
import PGClient
import PGClusterTesting

/// The nodes of the demo's cluster, the primary first, and connections to them that no router has a say in.
struct DemoAddresses {
    let names: [String]
    let uris: [String]
    let eventLoops: PGEventLoopGroup

    init(_ cluster: LocalCluster, eventLoops: PGEventLoopGroup) throws {
        names = cluster.nodes.map(\.name)
        uris = try cluster.nodes.map { try cluster.uri(of: $0.name) }
        self.eventLoops = eventLoops
    }

    /// Lends a connection to the node at a position and closes it afterwards.
    func withConnection<Answer>(
        to position: Int,
        _ body: (PGConnection) async throws -> Answer
    ) async throws -> Answer {
        let configuration = try PGConfiguration(uris[position], label: names[position])
        let connection = try await PGConnection.connect(configuration, on: eventLoops, logger: .silent)
        defer { connection.close() }
        return try await body(connection)
    }
}

extension Logger {
    /// The demo tells by itself what happens.
    static let silent = Logger(label: "replicactl") { _ in SwiftLogNoOpLogHandler() }
}
