// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `replicactl mirrors`: the stack mirrors of CATMAID.
struct MirrorsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mirrors",
        abstract: "Probes the mirrors of a CATMAID image stack and chooses one.",
        discussion: """
            FILE is what a CATMAID instance answers to GET /{project}/stack/{stack}/info. Each mirror is asked for the \
            tile at the stack's canary location; the first that is reachable, in order of position, is chosen.

            Example:
              curl -s https://catmaid.example.org/1/stack/2/info > stack.json
              replicactl mirrors urls stack.json
              replicactl mirrors probe stack.json
              replicactl mirrors tile stack.json --x 9000 --y 4000 --z 12
            """,
        subcommands: [
            MirrorsURLsCommand.self, MirrorsProbeCommand.self, MirrorsWatchCommand.self, MirrorsTileCommand.self,
        ]
    )
}
