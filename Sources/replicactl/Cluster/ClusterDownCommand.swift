// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CommandLineSupport
import PGClusterTesting

/// `replicactl cluster down`
struct ClusterDownCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down",
        abstract: "Ends clusters and removes their files.",
        discussion: """
            Example:
              replicactl cluster down replica-cluster-k3v9x0q2ab
              replicactl cluster down --all
            """
    )

    @Argument(help: "The names of the clusters, as 'replicactl cluster list' shows them.")
    var names: [String] = []

    @Flag(help: "End every cluster of yours.")
    var all = false

    func validate() throws {
        guard all != !names.isEmpty else {
            throw ValidationError("Name the clusters to end, or give --all, not both.")
        }
    }

    func run() async throws {
        try await ClusterCommandError.translating {
            let ends = all ? try LocalCluster.detached().map(\.name) : names
            // All names are looked up first: a typing error ends nothing.
            let clusters = try ends.map { try LocalCluster.attach($0) }
            for cluster in clusters {
                await cluster.shutdown()
                StandardOutput.print("\(cluster.name) is down")
            }
            if clusters.isEmpty { StandardOutput.print("There is no cluster.") }
        }
    }
}
