// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Foundation
import PGClient
import PGClusterTesting
import Testing

/// Makes the primary of the suite speak TLS, with certificates of the suite's own. Comes after `.cluster(replicas:)`.
struct TLSTrait: SuiteTrait, TestScoping {
    @TaskLocal private static var current: Certificates?

    static var certificates: Certificates {
        get throws { try #require(current, "the suite has no trait .tls") }
    }

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let certificates = try Certificates()
        defer { certificates.remove() }
        try await Self.turnOn(certificates)
        try await Self.$current.withValue(certificates) { try await function() }
    }

    private static func turnOn(_ certificates: Certificates) async throws {
        let data = try #require(ClusterTrait.cluster.nodes.first).dataDirectory
        for name in ["server.crt", "server.key", "root.crt"] {
            try install(Data(contentsOf: certificates.folder.appending(path: name)), as: name, in: data)
        }
        let access = try String(contentsOfFile: data + "/pg_hba.conf", encoding: .utf8)
        try install(Data("hostssl all certified 127.0.0.1/32 cert\n\(access)".utf8), as: "pg_hba.conf", in: data)
        try await withConnection(PGConfiguration(ClusterTrait.cluster.superuserURI(of: "primary"))) { superuser in
            try await superuser.execute("CREATE ROLE certified LOGIN")
            try await superuser.execute("ALTER SYSTEM SET ssl_ca_file = 'root.crt'")
            try await superuser.execute("ALTER SYSTEM SET ssl = on")
            try await superuser.execute("SELECT pg_reload_conf()")
        }
        // The next connections learn of it when the postmaster has read its files.
        let isOn = try await eventually {
            try await withConnection(PGConfiguration(ClusterTrait.cluster.uri(of: "primary"))) { connection in
                try await connection.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", as: Bool.self)
            } == [true]
        }
        #expect(isOn, "the server does not speak TLS")
    }

    /// The server insists that its key belongs to its user and that nobody else can read it.
    private static func install(_ content: Data, as name: String, in folder: String) throws {
        let owner = try FileManager.default.attributesOfItem(atPath: folder)
        let path = "\(folder)/\(name)"
        try content.write(to: URL(fileURLWithPath: path))
        var attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        if getuid() == 0 {
            attributes[.ownerAccountID] = owner[.ownerAccountID]
            attributes[.groupOwnerAccountID] = owner[.groupOwnerAccountID]
        }
        try FileManager.default.setAttributes(attributes, ofItemAtPath: path)
    }
}

extension Trait where Self == TLSTrait {
    static var tls: TLSTrait { TLSTrait() }
}
