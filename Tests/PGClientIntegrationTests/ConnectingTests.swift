// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Foundation
import PGClient
import PGClusterTesting
import Testing

@Suite("Connecting", .cluster(replicas: 0))
struct ConnectingTests {
    private func uri(
        user: String = "app",
        password: String? = nil,
        host: String = "127.0.0.1",
        port: Int? = nil,
        database: String = "app"
    ) throws -> String {
        let real = try #require(URLComponents(string: ClusterTrait.cluster.uri(of: "primary")))
        let password = try password ?? #require(real.password)
        let port = try port ?? #require(real.port)
        return "postgresql://\(user):\(password)@\(host):\(port)/\(database)"
    }

    private func connectFailure(_ uri: String, timeout: Duration = .seconds(5)) async throws -> PGError? {
        var configuration = try PGConfiguration(uri)
        configuration.connectTimeout = timeout
        let fixed = configuration
        return await failure { try await withConnection(fixed) { _ in } }
    }

    @Test("a connection answers and knows its server")
    func success() async throws {
        try await withConnection { connection in
            try await expectAnswer(from: connection, 1)
            #expect(connection.server == "primary")
            #expect(connection.parameter("in_hot_standby") == "off")
            let application = try await connection.query("SELECT current_setting('application_name')", as: String.self)
            #expect(application == ["swift-replica-routing"])
        }
    }

    @Test("a host name with several addresses is reached at the one that answers")
    func hostName() async throws {
        // localhost is often ::1 first, where the server does not listen.
        let configuration = try PGConfiguration(uri(host: "localhost"))
        try await withConnection(configuration) { connection in
            try await expectAnswer(from: connection, 1)
        }
    }

    @Test("an unknown host is named")
    func unknownHost() async throws {
        let error = try await connectFailure(uri(host: "no-such-host.invalid"))
        #expect(error?.code == .connectFailed)
        #expect(error?.message.contains("\"no-such-host.invalid\" could not be looked up") == true)
    }

    @Test("a refused port is named")
    func refusedPort() async throws {
        let error = try await connectFailure(uri(port: 1))
        #expect(error?.code == .connectFailed)
        #expect(error?.message.contains("127.0.0.1:1: Connection refused") == true)
    }

    @Test("a wrong password is SQLSTATE 28P01, and no password stands in the error")
    func wrongPassword() async throws {
        let error = try await connectFailure(uri(password: "hunter2"))
        #expect(error?.code == .authenticationFailed)
        #expect(error?.sqlState == .invalidPassword)
        var text = ""
        dump(error, to: &text)
        #expect(!text.contains("hunter2") && !String(describing: error).contains("hunter2"))
    }

    @Test("a database that does not exist is SQLSTATE 3D000")
    func missingDatabase() async throws {
        let error = try await connectFailure(uri(database: "nowhere"))
        #expect(error?.sqlState == .invalidCatalogName)
        #expect(error?.message.contains("\"nowhere\" does not exist") == true)
    }

    @Test("a server that says nothing is given up at the deadline, and the next host is tried with time of its own")
    func silentServer() async throws {
        let silent = try SilentServer()
        defer { silent.close() }
        let error = try await connectFailure(uri(port: silent.port), timeout: .milliseconds(200))
        #expect(error?.code == .connectTimedOut)
        #expect(error?.message.contains("no answer within 0.2 seconds") == true)

        let live = try #require(URLComponents(string: ClusterTrait.cluster.uri(of: "primary")))
        let port = try #require(live.port)
        let password = try #require(live.password)
        var both = try PGConfiguration(
            "postgresql://app:\(password)@127.0.0.1:\(silent.port),127.0.0.1:\(port)/app"
        )
        both.connectTimeout = .seconds(3)
        try await withConnection(both) { connection in
            try await expectAnswer(from: connection, 1)
        }
    }

    @Test("a cancelled task stops connecting at once")
    func cancelled() async throws {
        let silent = try SilentServer()
        defer { silent.close() }
        let configuration = try PGConfiguration(uri(port: silent.port))
        let group = try PGEventLoopGroup(loops: 1)
        defer { group.shutdown() }
        let task = Task { () -> PGError? in
            await failure { _ = try await PGConnection.connect(configuration, on: group) }
        }
        #expect(try await eventually { silent.hasClient })
        task.cancel()
        #expect(await task.value?.code == .cancelled)
        let late = Task { () -> PGError? in
            withUnsafeCurrentTask { $0?.cancel() }
            return await failure { _ = try await PGConnection.connect(configuration, on: group) }
        }
        #expect(await late.value?.code == .cancelled)
    }
}
