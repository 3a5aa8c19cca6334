// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CommandLineSupport

/// `replicactl route explain`
struct RouteExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Says which node a request goes to, why no other does, and each node's share of many.",
        discussion: """
            FILE holds one JSON object, - stands for standard input:

              {
                "nodes": [{"id": "db1", "role": "primary|replica", "weight": 1,
                  "state": "up|down|catchingUp|probing|draining",
                  "lag_ms": 0, "lag_bytes": 0, "latency_us": 250,
                  "in_flight": 0, "zone": "a", "tags": {"use": "web"}}],
                "router": {"kind": "weightedPrimaryReplica", "pinning": true,
                  "fallback": "primary|fail", "preference": "replica",
                  "minimum_kept": 0, "nearest_window_us": 1000,
                  "zone_tiers": {"a": [["b"], ["c"]]}},
                "request": {"intent": "read|write", "replica_index": 1,
                  "max_lag_ms": 1000, "max_lag_bytes": 65536,
                  "pinned": false, "zone": "a", "tag_sets": [{"use": "web"}],
                  "latency_window_us": 1000, "preference":
                  "primary|primaryPreferred|replica|replicaPreferred|nearest"},
                "seed": 1
              }

            Every key but id, role and intent may be absent. The kinds of routers are \
            \(RouteFile.Router.Kind.allCases.map(\.rawValue).joined(separator: ", ")); the first three take several \
            primaries. Where weight is absent it is 1, and where state is, up; other things that are absent are not \
            known. An unknown key, a value of the wrong type or one that cannot be is an error that names its place.

            The exit status is 0 when there is an answer, be it that no node will do, and 1 when there is none.

            Example:
              replicactl route explain case.json --count 100000
              replicactl route explain --json case.json | jq .shares
              echo '{"nodes": [{"id": "a", "role": "primary"}]}' |
                replicactl route explain -
            """
    )

    @Argument(help: ArgumentHelp("The file with the nodes, the router and the request; - for standard input."))
    var file: String

    @Option(help: "Of how many decisions the shares are, 1 to 10000000.")
    var count = 10_000

    @Flag(help: "Print one JSON object and nothing else on standard output.")
    var json = false

    func validate() throws {
        guard (1...10_000_000).contains(count) else {
            throw ValidationError("--count is \(count); valid are 1 to 10000000.")
        }
    }

    func run() throws {
        let answer = RouteAnswer(try RouteFile.read(file).resolved(), count: count)
        if json {
            StandardOutput.write(try answer.json() + "\n")
        } else {
            let terminal = Terminal.current()
            let lines = answer.lines(width: terminal.isLive ? terminal.size.columns : 120, style: terminal.style)
            StandardOutput.write(lines.joined(separator: "\n") + "\n")
        }
        if json, let failure = answer.failure { StandardError.print(failure) }
    }
}
