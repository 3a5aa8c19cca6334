// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `replicactl route`: decisions without a server.
struct RouteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "route",
        abstract: "Tries out routing decisions; no server is asked.",
        discussion: """
            Example:
              replicactl route explain case.json
              replicactl help route explain
            """,
        subcommands: [RouteExplainCommand.self]
    )
}
