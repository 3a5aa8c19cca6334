// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CommandLineSupport
import PGClusterTesting

/// `replicactl cluster up`
struct ClusterUpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Sets a cluster up and leaves it running.",
        discussion: """
            Progress goes to standard error, the addresses of the nodes to standard output. Ctrl-C while it is being \
            set up leaves nothing behind.

            Example:
              replicactl cluster up --replicas 3
              psql "$(replicactl cluster up --json | jq -r '.nodes[0].uri')"
            """
    )

    @Option(help: "The number of streaming replicas, 0 to 16.")
    var replicas = 2

    @Option(
        name: .customLong("pg-bin"),
        help: ArgumentHelp(
            "The folder with the programs of the PostgreSQL server. Default: REPLICACTL_PG_BIN, else the newest found.",
            valueName: "dir"
        )
    )
    var serverPrograms: String?

    @Option(
        name: .customLong("first-port"),
        help: "The primary's port; the replicas' ports follow it. Default: free ports."
    )
    var firstPort: Int?

    @Flag(help: "Print one JSON object and nothing else on standard output.")
    var json = false

    func run() async throws {
        var configuration = LocalCluster.Configuration(replicas: replicas)
        configuration.firstPort = firstPort
        configuration.lifetime = .detached
        configuration.onProgress = { step in
            StandardError.print("\(ClusterFormat.seconds(step.elapsed))  \(step)")
        }
        let cluster = try await ClusterCommandError.translating {
            if let serverPrograms { configuration.serverBinaries = try await ServerBinaries.at(serverPrograms) }
            return try await LocalCluster.start(configuration)
        }
        let report = try ClusterReport(cluster)
        guard !json else { return StandardOutput.print(try ClusterFormat.json(report)) }
        StandardOutput.print(ClusterFormat.table(report.nodes))
        StandardOutput.print("\nPostgreSQL \(cluster.serverBinaries.version) in \(report.directory)")
        StandardOutput.print("End it with: replicactl cluster down \(report.name)")
    }
}
