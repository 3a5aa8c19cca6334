// SPDX-License-Identifier: Apache-2.0

import PGClient
import PGClusterTesting

/// A throwaway server with the tables of the benchmarks.
struct BenchmarkServer: Sendable {
    /// How many rows there are to choose one from.
    static let rows = 1_000_000

    /// The folder of pgbench and the server's other programs.
    let programs: String
    /// The address and the login, as libpq's variables.
    let environment: [String: String]
    /// The same as a URI.
    let uri: String
    /// The server's version.
    let version: String

    /// Starts a server that is quiet while it is measured, fills it, and ends it after `body`.
    ///
    /// - Parameter isApart: Whether it runs on one half of the processor cores, and the clients on the other one.
    static func with<Result: Sendable>(
        isApart: Bool,
        _ body: (BenchmarkServer) async throws -> Result
    ) async throws -> Result {
        var configuration = LocalCluster.Configuration(replicas: 0)
        let password = String(UInt64.random(in: 0 ... .max), radix: 36)
        configuration.password = password
        configuration.settings = [
            "autovacuum": "off",
            "fsync": "off",
            "max_connections": "300",
            "max_wal_size": "4GB",
            "shared_buffers": "256MB",
        ]
        if isApart { try ProcessorHalf.servers.keep() }
        return try await LocalCluster.withCluster(configuration) { cluster in
            let uri = try cluster.uri(of: "primary")
            guard let node = cluster.nodes.first else {
                throw BenchmarkError(.invalidSetUp, "The throwaway cluster has no node.")
            }
            let server = BenchmarkServer(
                programs: cluster.serverBinaries.directory,
                environment: [
                    "PGHOST": node.host,
                    "PGPORT": String(node.port),
                    "PGUSER": configuration.user,
                    "PGPASSWORD": password,
                    "PGDATABASE": configuration.database,
                ],
                uri: uri,
                version: cluster.serverBinaries.version
            )
            try await server.fill()
            if isApart { try ProcessorHalf.clients.keep() }
            return try await body(server)
        }
    }

    private func fill() async throws {
        let group = try PGEventLoopGroup(loops: 1)
        defer { group.shutdown() }
        let connection = try await PGConnection.connect(try PGConfiguration(uri), on: group)
        defer { connection.close() }
        for statement in Self.statements {
            try await connection.execute(PGQuery(sql: statement))
        }
    }

    private static let statements = [
        "CREATE TABLE bench (id bigint NOT NULL, payload text NOT NULL)",
        """
        INSERT INTO bench
        SELECT id, 'payload of row ' || id || ' ' || repeat('x', 28) FROM generate_series(1, \(rows)) AS id
        """,
        "ALTER TABLE bench ADD PRIMARY KEY (id)",
        "CREATE TABLE bench_rows (id bigint NOT NULL, label text NOT NULL, score float8 NOT NULL)",
        "INSERT INTO bench_rows SELECT id, 'label of row ' || id, id / 7.0 FROM generate_series(1, 10000) AS id",
        "CREATE TABLE bench_value (data bytea NOT NULL)",
        // Kept as it is: unpacking a compressed value would be the server's work, not the client's.
        "ALTER TABLE bench_value ALTER COLUMN data SET STORAGE EXTERNAL",
        "INSERT INTO bench_value SELECT convert_to(repeat('0123456789abcdef', 65536), 'UTF8')",
        "VACUUM ANALYZE bench",
        "VACUUM ANALYZE bench_rows",
        "VACUUM ANALYZE bench_value",
    ]
}
