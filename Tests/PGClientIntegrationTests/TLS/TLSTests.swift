// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Foundation
import PGClient
import PGClusterTesting
import Testing

@Suite(
    "TLS",
    .enabled(if: Certificates.program != nil, "the openssl program, which makes the certificates, is not installed"),
    .enabled("the server was built without TLS") { try await ServerBuild.has("with-openssl", "with-ssl") },
    .cluster(replicas: 0),
    .tls,
    .timeLimit(.minutes(1))
)
struct TLSTests {
    private func configuration(
        mode: String,
        root: String? = "root.crt",
        host: String = "localhost",
        user: String = "app",
        others: String = ""
    ) throws -> PGConfiguration {
        let address = try #require(URLComponents(string: ClusterTrait.cluster.uri(of: "primary")))
        let (port, password) = try (#require(address.port), #require(address.password))
        let login = user == "app" ? "app:\(password)" : user
        let rootPart = try root.map { "&sslrootcert=\(try TLSTrait.certificates.path($0))" } ?? ""
        return try PGConfiguration(
            "postgresql://\(login)@\(host):\(port)/app?sslmode=\(mode)\(rootPart)\(others)",
            label: "primary"
        )
    }

    private func expectEncryption(
        _ expected: Bool,
        of connection: PGConnection,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let query: PGQuery = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        let isEncrypted = try await connection.query(query, as: Bool.self)
        #expect(isEncrypted == [expected], sourceLocation: sourceLocation)
    }

    @Test("with the right authority and the right name is verified in full", arguments: ["localhost", "127.0.0.1"])
    func verified(host: String) async throws {
        try await withConnection(configuration(mode: "verify-full", host: host)) { connection in
            try await expectEncryption(true, of: connection)
            try await expectAnswer(from: connection, 1)
        }
    }

    @Test("with a wrong authority is refused, and the error says so", arguments: ["verify-ca", "verify-full"])
    func wrongAuthority(mode: String) async throws {
        let wrong = try configuration(mode: mode, root: "other.crt")
        let error = await failure { try await withConnection(wrong) { _ in } }
        #expect(error?.code == .connectFailed)
        #expect(error?.message.contains("certificate verify failed") == true, "\(error as Any)")
    }

    @Test("with a name that is not in the certificate is refused by verify-full and taken by verify-ca")
    func wrongName() async throws {
        // Another name for the same address.
        let port = try #require(URLComponents(string: ClusterTrait.cluster.uri(of: "primary"))?.port)
        let others = "&hostaddr=127.0.0.1"
        let wrong = try configuration(mode: "verify-full", host: "db.example", others: others)
        let error = await failure { try await withConnection(wrong) { _ in } }
        #expect(error?.code == .connectFailed)
        #expect(error?.message.contains("does not match host name \"db.example\"") == true, "\(error as Any)")
        #expect(error?.message.contains("\(port)") == true)
        try await withConnection(configuration(mode: "verify-ca", host: "db.example", others: others)) { connection in
            try await expectEncryption(true, of: connection)
        }
    }

    @Test("with a root certificate that is not there is refused, and the error names the file")
    func missingRoot() async throws {
        let missing = try configuration(mode: "verify-full", root: "nowhere.crt")
        let error = await failure { try await withConnection(missing) { _ in } }
        #expect(error?.code == .connectFailed)
        #expect(error?.message.contains("nowhere.crt") == true, "\(error as Any)")
    }

    @Test("is there without verification with sslmode=require, and not there with disable")
    func unverified() async throws {
        try await withConnection(configuration(mode: "require", root: nil, others: "&sslrootcert=/nowhere")) {
            connection in
            try await expectEncryption(true, of: connection)
        }
        try await withConnection(configuration(mode: "disable", root: nil)) { connection in
            try await expectEncryption(false, of: connection)
        }
    }

    @Test("lets a client certificate stand for a password, and refuses who has none")
    func clientCertificate() async throws {
        let certificates = try TLSTrait.certificates
        let own = "&sslcert=\(certificates.path("client.crt"))&sslkey=\(certificates.path("client.key"))"
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: certificates.path("client.key"))
        try await withConnection(configuration(mode: "verify-full", user: "certified", others: own)) { connection in
            let query: PGQuery = "SELECT current_user::text, client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            let row = try await connection.query(query, as: (String, String).self).first
            #expect(row?.0 == "certified" && row?.1 == "/CN=certified")
        }
        let bare = try configuration(mode: "verify-full", user: "certified", others: "&sslcert=/nowhere")
        let error = await failure { try await withConnection(bare) { _ in } }
        #expect(error?.code == .authenticationFailed, "\(error as Any)")
        #expect(error?.message.contains("client certificate") == true, "\(error as Any)")
    }

    @Test("carries results of every size around the ends of its records, and cancellations")
    func sizes() async throws {
        try await withPool(
            .init(maximumConnections: 1, acquireTimeout: .seconds(30)),
            configuration: configuration(mode: "verify-full")
        ) { pool in
            try await pool.withConnection { connection in
                for size in [1, 4_000, 8_000, 8_150, 8_192, 8_193, 16_000, 16_384, 16_385, 24_000, 32_768, 100_000] {
                    for extra in stride(from: 0, to: 60, by: 7) {
                        let query: PGQuery = "SELECT repeat('s', \(Int32(size + extra)))"
                        let deadline = ContinuousClock.now + .seconds(5)
                        let result = try await connection.query(query, deadline: deadline)
                        let text = try #require(try result.first?.decode(String.self, at: 0))
                        #expect(text.utf8.count == size + extra)
                    }
                }
                let literal = String(repeating: "t", count: 3 << 20)
                let echoed = try await connection.query("SELECT \(literal)::text", as: String.self)
                #expect(echoed == [literal])
            }
            let before = try await pool.withConnection { $0.serverProcessID }
            let error = await failure {
                try await pool.withConnection { connection in
                    _ = try await connection.query("SELECT pg_sleep(69)", deadline: .now + .milliseconds(50))
                }
            }
            #expect(error?.code == .statementTimedOut)
            try await pool.withConnection { connection in
                #expect(connection.serverProcessID == before)
                try await expectAnswer(from: connection, 2)
            }
        }
    }

    @Test("works for multiplexed reads")
    func multiplexed() async throws {
        try await withMultiplexer(configuration(mode: "verify-full")) { multiplexer in
            try await expectRightAnswers(from: multiplexer, count: 1_000)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for size in 1...300 {
                    group.addTask {
                        let query: PGQuery = "SELECT repeat('m', \(Int32(size * 117)))"
                        let text = try await multiplexer.query(query, as: String.self)
                        #expect(text.first?.utf8.count == size * 117)
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
