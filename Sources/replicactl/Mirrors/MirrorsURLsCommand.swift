// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CommandLineSupport
import ReplicaRouting

/// `replicactl mirrors urls`
struct MirrorsURLsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "urls",
        abstract: "Prints the canary URL of each mirror, without sending anything.",
        discussion: """
            One line for each mirror in order of position: id, title, URL. A mirror whose URL cannot be built has the \
            reason in its place.

            Example:
              replicactl mirrors urls stack.json --base https://catmaid.example.org/
              replicactl mirrors urls stack.json --json | jq -r '.mirrors[].url'
            """
    )

    @OptionGroup var file: StackFile

    @Option(
        help: ArgumentHelp(
            "The dataset's attributes.json or info, for tile source types 11 and 14.",
            valueName: "file"
        )
    )
    var attributes: String?

    @Flag(help: "Print one JSON object and nothing else on standard output.")
    var json = false

    func run() throws {
        let report = MirrorURLReport(
            try file.stack(),
            base: file.base,
            attributes: try StackFile.attributes(attributes)
        )
        if json {
            StandardOutput.write(try ClusterFormat.json(report) + "\n")
        } else {
            StandardOutput.write(report.lines.map { $0 + "\n" }.joined())
        }
    }
}
