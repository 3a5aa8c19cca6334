// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `replicactl cluster`: throwaway clusters on this machine.
struct ClusterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Throwaway PostgreSQL clusters on this machine: a primary and its replicas.",
        discussion: """
            For trying things out and for tests; the servers listen on 127.0.0.1 only and do not flush to the disk.

            Example:
              replicactl cluster up --replicas 2
              replicactl cluster list
              replicactl cluster down --all
            """,
        subcommands: [ClusterUpCommand.self, ClusterDownCommand.self, ClusterListCommand.self]
    )
}
