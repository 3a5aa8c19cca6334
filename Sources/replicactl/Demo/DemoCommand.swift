// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CommandLineSupport
import PGClient
import PGClusterTesting
import ReplicaRouting

/// `replicactl demo`
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Shows reads spread over a throwaway cluster, and what a killed replica does to them.",
        discussion: """
            Starts a primary and its replicas on this machine, fills a table and sends it traffic, 95 reads to 5 \
            writes, in three phases of equal length: all-up, replica-killed (a replica gets SIGKILL) and replica-back \
            (it is started again). A phase that is too short to show what it is to show goes on until it has. Then \
            every acknowledged write is looked for on every node.

            The expected share of a node is its weight over the weights of the nodes that are up in the phase; in \
            replica-back these are all.

            The exit status is 0 when no read failed, no acknowledged write is missing on any node, each node's share \
            of the reads in all-up is within 3 percentage points of its weight's, and the killed replica stopped \
            serving and came back; 1 when not, or when the demo could not run; 130 after Ctrl-C.

            Example:
              replicactl demo
              replicactl demo --replicas 3 --weights 0,1,1,2 --seconds 30
              replicactl demo --json | jq '.phases[] | {name, reads, failed_reads}'
            """
    )

    @OptionGroup var options: DemoOptions

    func run() async throws {
        let screen = Screen(json: options.json)
        let demo = Demo(options: options, weights: try options.weights(), screen: screen)
        let findings: DemoFindings
        do {
            findings = try await Interruption.cancelling(demo.run, atOnce: screen.end)
        } catch is Interruption {
            screen.say("The demo was interrupted; its servers are gone.")
            throw ExitCode(Interruption.exitStatus)
        } catch {
            throw Self.sentence(for: error)
        }
        let report = DemoReport(findings)
        for phase in report.phases {
            screen.say(["", phase.name] + DemoSummary.table(phase, width: screen.width, style: screen.style))
        }
        screen.say([""] + DemoSummary.sentences(findings))
        if options.json { StandardOutput.write(try ClusterFormat.json(report) + "\n") }
        guard report.ok else { throw ExitCode.failure }
    }

    private static func sentence(for error: any Error) -> any Error {
        switch error {
        case let error as ClusterError: DemoError(error.description)
        case let error as PGError: DemoError("The demo's cluster could not be used: \(error).")
        case let error as RoutingError: DemoError("The demo's cluster could not be used: \(error).")
        default: error
        }
    }
}
