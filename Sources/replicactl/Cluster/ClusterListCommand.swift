// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CommandLineSupport
import PGClusterTesting

/// `replicactl cluster list`
struct ClusterListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the clusters that 'up' has left running.",
        discussion: """
            A cluster is "up" when all of its nodes run, "down" when none does, "partly up" otherwise.

            Example:
              replicactl cluster list
              replicactl cluster list --json
            """
    )

    @Flag(help: "Print a JSON array and nothing else on standard output.")
    var json = false

    func run() async throws {
        let clusters = try await ClusterCommandError.translating { try LocalCluster.detached() }
        let reports = try clusters.map { try ClusterReport($0) }
        guard !json else { return StandardOutput.print(try ClusterFormat.json(reports)) }
        if reports.isEmpty { StandardOutput.print("There is no cluster.") }
        for report in reports {
            StandardOutput.print([report.name, report.status].compactMap(\.self).joined(separator: "  "))
            StandardOutput.print(ClusterFormat.table(report.nodes, indent: "  "))
        }
    }
}
