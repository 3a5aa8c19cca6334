// SPDX-License-Identifier: Apache-2.0

@testable import PGClusterTesting

/// SQL through `psql`: the package under test speaks none.
enum SQL {
    /// The first column of what the statement returns, one line a row. Fails after `timeout` without a connection.
    @discardableResult
    static func run(
        _ statement: String,
        on node: String,
        of cluster: LocalCluster,
        as user: String? = nil,
        connectTimeout: Int = 10
    ) async throws(ClusterError) -> String {
        let target = try cluster.node(named: node)
        let installed = cluster.serverBinaries.path(of: "psql")
        let program = ClusterFolder.isExecutable(installed) ? installed : "/usr/bin/psql"
        var command = Command(
            program,
            [
                "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", target.host, "-p", "\(target.port)",
                "-U", user ?? cluster.credentials.user, "-d", cluster.credentials.database, "-c", statement,
            ]
        )
        command.environment = [
            "PGPASSWORD": cluster.credentials.password, "PGCONNECT_TIMEOUT": "\(connectTimeout)",
        ]
        let output = try await command.run()
        return output.split(whereSeparator: \.isNewline).joined(separator: "\n")
    }

    /// Asks until the answer is the expected one; the last answer when the time is up.
    static func answer(
        to statement: String,
        on node: String,
        of cluster: LocalCluster,
        becoming expected: String,
        within timeout: Duration = .seconds(15)
    ) async -> String {
        var last = ""
        _ = await poll(within: timeout, every: .milliseconds(20)) {
            last = (try? await run(statement, on: node, of: cluster)) ?? last
            return last == expected ? true : nil
        }
        return last
    }
}
