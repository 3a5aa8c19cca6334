// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a detached cluster leaves in its folder for the processes that come after: nothing that changes.
struct ClusterRecord: Codable, Sendable {
    static let fileName = "cluster.json"

    struct Node: Codable, Sendable {
        let name: String
        let port: Int
    }

    let created: Date
    let binaries: String
    let version: String
    let credentials: ClusterCredentials
    let nodes: [Node]
    let keepsFiles: Bool
    let timeoutSeconds: Int64

    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    init(
        created: Date,
        binaries: ServerBinaries,
        credentials: ClusterCredentials,
        nodes: [LocalNode],
        keepsFiles: Bool,
        timeout: Duration
    ) {
        self.created = created
        self.binaries = binaries.directory
        self.version = binaries.version
        self.credentials = credentials
        self.nodes = nodes.map { Node(name: $0.name, port: $0.port) }
        self.keepsFiles = keepsFiles
        self.timeoutSeconds = max(1, timeout.components.seconds)
    }

    init(_ text: String) throws {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        self = try decoder.decode(ClusterRecord.self, from: Data(text.utf8))
    }
}
