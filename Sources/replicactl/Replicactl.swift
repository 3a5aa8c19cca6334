// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `replicactl`
@main
struct Replicactl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replicactl",
        abstract: "Tries out reads that are spread over a PostgreSQL primary and its replicas, and image mirrors.",
        discussion: """
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
}
