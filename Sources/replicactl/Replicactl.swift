// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CommandLineSupport

/// `replicactl`
@main
struct Replicactl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replicactl",
        abstract: "Tries out reads that are spread over a PostgreSQL primary and its replicas, and image mirrors.",
        discussion: """
            A command line that cannot be understood ends with the status 64 and a sentence on standard error.

            Example:
              replicactl demo
              replicactl cluster up --replicas 2
              replicactl route explain request.json
              replicactl simulate slow-replica
              replicactl bench policies --quick
              replicactl mirrors urls stack.json
              replicactl help cluster up
            """,
        subcommands: [
            DemoCommand.self, ClusterCommand.self, RouteCommand.self, SimulateCommand.self, BenchCommand.self,
            MirrorsCommand.self,
        ]
    )

    static func main() async { await runWithWholeOutput() }
}
