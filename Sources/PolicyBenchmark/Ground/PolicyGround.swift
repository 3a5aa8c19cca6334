// SPDX-License-Identifier: Apache-2.0

import Logging
import PGClient
import PGClusterTesting
import PGRouting
import ReplicaRouting

/// The throwaway cluster with its tables, on which every round of every policy is run.
struct PolicyGround: Sendable {
    let local: LocalCluster
    let names: [String]
    let uris: [String]
    let weights: [Double]
    let eventLoops: PGEventLoopGroup
    let user: String
    let password: String
    let database: String

    /// Rows that clients read.
    static let rows = 100_000
    /// Rows that a read adds up.
    static let span = 100

    static let probing: (interval: Duration, timeout: Duration) = (.milliseconds(100), .milliseconds(400))

    /// One in eleven statements is a write.
    static let writeConnections = 4

    /// Starts a primary and its replicas, fills the primary, waits until the replicas have it all, and ends them all after
    /// `body`.
    static func with<Answer: Sendable>(
        weights: [Double],
        clients: Int,
        onStep: @escaping @Sendable (String) -> Void,
        _ body: (PolicyGround) async throws -> Answer
    ) async throws -> Answer {
        var configuration = LocalCluster.Configuration(replicas: weights.count - 1)
        // Vacuum would come at one policy's round and not at another's.
        configuration.settings = ["autovacuum": "off", "shared_buffers": "64MB"]
        var generator = SystemRandomNumberGenerator()
        let password = (0..<2).map { _ in String(generator.next(), radix: 36) }.joined()
        configuration.password = password
        configuration.onProgress = { onStep("\($0)") }
        let (user, database) = (configuration.user, configuration.database)
        return try await LocalCluster.withCluster(configuration) { local in
            // All clients on one thread: the other processors are the servers'.
            let eventLoops = try PGEventLoopGroup(loops: 1)
            defer { eventLoops.shutdown() }
            let ground = PolicyGround(
                local: local,
                names: local.nodes.map(\.name),
                uris: try local.nodes.map { try local.uri(of: $0.name) },
                weights: weights,
                eventLoops: eventLoops,
                user: user,
                password: password,
                database: database
            )
            onStep("filling a table with \(rows) rows")
            try await ground.fill(clients: clients)
            return try await body(ground)
        }
    }

    private func fill(clients: Int) async throws {
        let statements = [
            "CREATE TABLE bench (id bigint NOT NULL, value bigint NOT NULL, payload text NOT NULL)",
            """
            INSERT INTO bench SELECT id, id % 1000, 'payload of row ' || id || repeat('x', 28)
            FROM generate_series(1, \(Self.rows)) AS id
            """,
            "ALTER TABLE bench ADD PRIMARY KEY (id)",
            // What a client has written last, and reads again; pages with room, so that nothing grows.
            "CREATE TABLE own (client bigint PRIMARY KEY, version bigint NOT NULL) WITH (fillfactor = 10)",
            "INSERT INTO own SELECT client, 0 FROM generate_series(0, \(clients - 1)) AS client",
            "CREATE TABLE burst (id bigint PRIMARY KEY, version bigint NOT NULL) WITH (fillfactor = 40)",
            "INSERT INTO burst SELECT id, 0 FROM generate_series(1, \(WriteBurst.rows * WriteBurst.writers)) AS id",
            "VACUUM ANALYZE bench",
            "VACUUM ANALYZE own",
            "VACUUM ANALYZE burst",
        ]
        try await withPrimary { primary in
            for statement in statements { try await primary.execute(PGQuery(sql: statement)) }
        }
        let cluster = try cluster(.weighted, replicas: true, clients: 1)
        do {
            try await CatchUp(cluster: cluster).wait(within: .seconds(60))
        } catch {
            await cluster.shutdown(timeout: .zero)
            throw error
        }
        await cluster.shutdown(timeout: .zero)
        // A standby that is killed begins again where it last had everything on disk, and takes reads from there on: the
        // tables should be there by then. The primary's comes first, as the replicas' can go no further.
        for name in names { try await withSuperuser(of: name) { try await $0.execute("CHECKPOINT") } }
    }

    private func withSuperuser(of name: String, _ body: (PGConnection) async throws -> Void) async throws {
        let configuration = try PGConfiguration(local.superuserURI(of: name), label: name)
        let connection = try await PGConnection.connect(configuration, on: eventLoops, logger: .silent)
        defer { connection.close() }
        try await body(connection)
    }

    /// Lends a connection to the primary that no router has a say in.
    func withPrimary<Answer>(_ body: (PGConnection) async throws -> Answer) async throws -> Answer {
        let configuration = try PGConfiguration(uris[0], label: names[0])
        let connection = try await PGConnection.connect(configuration, on: eventLoops, logger: .silent)
        defer { connection.close() }
        return try await body(connection)
    }

    /// A cluster for one round, which knows nothing of the rounds before.
    func cluster(_ policy: PolicyKind, replicas: Bool, clients: Int) throws -> PGCluster {
        let pool = PGPoolConfiguration(
            minimumConnections: clients,
            maximumConnections: clients,
            acquireTimeout: .seconds(5)
        )
        let writes = PGPoolConfiguration(maximumConnections: Self.writeConnections, acquireTimeout: .seconds(5))
        let positions = replicas ? Array(names.indices.dropFirst()) : []
        return try PGCluster(
            primary: PGNode(uris[0], name: names[0]),
            replicas: positions.map { PGNode(uris[$0], name: names[$0], weight: weights[$0]) },
            configuration: PGClusterConfiguration(
                reads: policy.policy(primaryWeight: replicas ? weights[0] : 1),
                readPool: pool,
                writePool: writes,
                connectTimeout: .seconds(2),
                // More often than a server would, so that the rounds can be short.
                probing: PGProbeConfiguration(
                    interval: Self.probing.interval,
                    timeout: Self.probing.timeout,
                    backoff: try Backoff(initial: .milliseconds(50), maximum: .milliseconds(100))
                )
            ),
            eventLoops: eventLoops,
            logger: .silent
        )
    }
}

extension Logger {
    /// The benchmark counts by itself what happens.
    static let silent = Logger(label: "policy-benchmark") { _ in SwiftLogNoOpLogHandler() }
}
