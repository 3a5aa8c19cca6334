// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Foundation
import PGClient
import PGClusterTesting
import Testing

@Suite("libpq's ways to say where to connect", .cluster(replicas: 1), .timeLimit(.minutes(1)))
struct LibPQWaysTests {
    private func address(_ node: String = "primary") throws -> URLComponents {
        try #require(URLComponents(string: ClusterTrait.cluster.uri(of: node)))
    }

    /// A folder that goes with the test.
    private func withFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "libpq-ways-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }

    private func write(_ text: String, to file: URL) throws {
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
    }

    @Test("a key=value string")
    func keyValue() async throws {
        let address = try address()
        let (port, password) = try (#require(address.port), #require(address.password))
        let text = "host=127.0.0.1 port=\(port) user=app password='\(password)' dbname=app application_name='key value'"
        try await withConnection(PGConfiguration(text)) { connection in
            #expect(connection.server == "127.0.0.1:\(port)")
            let name = try await connection.query("SELECT current_setting('application_name')", as: String.self)
            #expect(name == ["key value"])
        }
    }

    @Test("a password file, searched for the name of the host and not for its address")
    func passwordFile() async throws {
        let address = try address()
        let (port, password) = try (#require(address.port), #require(address.password))
        try await withFolder { folder in
            let file = folder.appending(path: "passwords")
            try write("127.0.0.1:\(port):app:app:wrong\nlocalhost:\(port):app:app:\(password)\n", to: file)
            let base = "port=\(port) user=app dbname=app passfile='\(file.path)'"
            try await withConnection(PGConfiguration("host=localhost \(base)")) { try await expectAnswer(from: $0, 1) }
            let wrong = try PGConfiguration("host=127.0.0.1 \(base)")
            let error = await failure { try await withConnection(wrong) { _ in } }
            #expect(error?.code == .authenticationFailed)
            #expect(error?.sqlState == .invalidPassword)
        }
    }

    // The environment is changed once and stays so: changing it again while other threads read it is not safe.
    private static let serviceFile: URL = {
        let file = FileManager.default.temporaryDirectory.appending(path: "pg-service-\(UUID().uuidString).conf")
        setenv("PGSERVICEFILE", file.path, 1)
        return file
    }()

    @Test("a service file")
    func service() async throws {
        let address = try address()
        let (port, password) = try (#require(address.port), #require(address.password))
        let file = Self.serviceFile
        defer { try? FileManager.default.removeItem(at: file) }
        try write("[shop]\nhost=localhost\nport=\(port)\nuser=app\npassword=\(password)\ndbname=app\n", to: file)
        for text in ["service=shop", "postgresql:///?service=shop"] {
            try await withConnection(PGConfiguration(text)) { try await expectAnswer(from: $0, 1) }
        }
        let error = await failure { try await withConnection(PGConfiguration("service=other")) { _ in } }
        #expect(error?.code == .connectFailed || error?.code == .invalidConfiguration)
        #expect(error?.message.contains("other") == true, "\(error as Any)")
    }

    /// Where a configuration of these nodes, in this order, ends up.
    private func recovers(_ nodes: [String], _ target: String) async throws -> Bool? {
        let addresses = try nodes.map { try address($0) }
        let hosts = addresses.map { "127.0.0.1:\($0.port ?? 0)" }.joined(separator: ",")
        let password = try #require(addresses.first?.password)
        let text = "postgresql://app:\(password)@\(hosts)/app?target_session_attrs=\(target)"
        return try await withConnection(PGConfiguration(text)) { connection in
            try await connection.query("SELECT pg_is_in_recovery()", as: Bool.self).first
        }
    }

    @Test("several hosts, of which target_session_attrs finds the right one whatever their order")
    func targetSessionAttributes() async throws {
        for nodes in [["primary", "replica-1"], ["replica-1", "primary"]] {
            for target in ["read-write", "primary"] { #expect(try await recovers(nodes, target) == false, "\(target)") }
            for target in ["read-only", "standby", "prefer-standby"] {
                #expect(try await recovers(nodes, target) == true, "\(nodes) \(target)")
            }
            #expect(try await recovers(nodes, "any") == (nodes[0] != "primary"))
        }
    }

    @Test("prefer-standby takes the primary where there is no standby")
    func preferStandby() async throws {
        #expect(try await recovers(["primary"], "prefer-standby") == false)
    }

    @Test("no host with the session that is asked for is an error that names each host")
    func noSuchSession() async throws {
        let port = try #require(try address("replica-1").port)
        let error = await failure { try await recovers(["replica-1"], "read-write") }
        #expect(error?.code == .connectFailed)
        #expect(error?.message.contains("127.0.0.1:\(port)") == true)
        #expect(error?.message.contains("read-only") == true || error?.message.contains("read-write") == true)
    }
}
