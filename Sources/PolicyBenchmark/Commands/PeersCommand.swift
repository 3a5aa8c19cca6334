// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import CommandLineSupport
import Foundation
import Synchronization

/// `replicactl bench peers`: the same reads directly, routed, and through the programs that people put between.
public struct PeersCommand: AsyncParsableCommand {
    /// The name and the help.
    public static let configuration = CommandConfiguration(
        commandName: "peers",
        abstract: "Compares routed reads with pgbouncer, HAProxy and pgpool-II.",
        discussion: """
            Sends the same reads, one row of \(PolicyGround.rows) by its key, to the same throwaway cluster of a primary \
            and two replicas in each way, in rounds in which the ways take turns. Each program is started and configured \
            by the command, listens on 127.0.0.1, and is ended after each round. What is not installed is left out, \
            which is said.

            CPU is that of everything but PostgreSQL: of the client, and of the program between.

            The exit status is 0 when all that is installed was measured, 1 when something did not work, 130 after \
            Ctrl-C; what was measured until then is printed.

            Example:
              replicactl bench peers --peers direct,routed,pgbouncer --rounds 5
            """
    )

    @Option(help: "Some of \(PeerKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var peers = CommaSeparated(PeerKind.allCases)

    @Option(help: "How many rounds, 1 to 50.")
    var rounds = 5

    @Option(help: "How many seconds of each are measured, 0.5 to 60.")
    var seconds = 2.0

    @Option(help: "How many reads at a time, each on a connection of its own, 1 to 64.")
    var connections = 8

    @Flag(help: "Print the results as JSON on standard output, and nothing else there.")
    var json = false

    /// Makes a command with the default options.
    public init() {}

    /// Refuses numbers that cannot be used.
    public func validate() throws {
        guard (1...50).contains(rounds) else { throw ValidationError("--rounds is \(rounds); valid are 1 to 50.") }
        guard (0.5...60).contains(seconds) else {
            throw ValidationError("--seconds is \(seconds); valid are 0.5 to 60.")
        }
        guard (1...64).contains(connections) else {
            throw ValidationError("--connections is \(connections); valid are 1 to 64.")
        }
    }

    /// Runs the rounds, prints what they measured, and ends all that was started.
    public func run() async throws {
        let (found, missing) = Self.programs(for: peers.elements)
        let progress = RoundProgress(total: found.count * rounds)
        for kind in missing {
            progress.note("\(kind.rawValue) is left out, as it is not installed (Debian: apt install \(kind.package)).")
        }
        let results = PeerResults(found.map(\.kind))
        let (rounds, seconds, connections) = (rounds, seconds, connections)
        var failure: (any Error)?
        do {
            try await Interruption.cancelling(
                {
                    progress.note("starting a primary and 2 replicas")
                    try await PolicyGround.with(weights: [0, 1, 1], clients: 1, onStep: { progress.show($0) }) {
                        ground in
                        for round in 0..<rounds {
                            let runner = PeerRunner(
                                ground: ground,
                                connections: connections,
                                seconds: seconds,
                                seed: UInt64(round)
                            )
                            let shift = round % max(1, found.count)
                            for (kind, path) in found[shift...] + found[..<shift] {
                                progress.begin("round \(round + 1) of \(rounds), \(kind.rawValue)")
                                results.add(try await runner.run(kind, path: path), of: kind)
                                progress.finish()
                            }
                        }
                    }
                },
                atOnce: progress.end
            )
        } catch is Interruption {
            failure = ExitCode(Interruption.exitStatus)
        } catch {
            failure = PolicyBenchmarkError.sentence(for: error)
        }
        progress.end()
        let isPartial = failure != nil
        StandardOutput.write(json ? try results.json(isPartial: isPartial) : results.table(isPartial: isPartial))
        if let failure { throw failure }
    }

    private static func programs(
        for kinds: [PeerKind]
    ) -> (found: [(kind: PeerKind, path: String?)], missing: [PeerKind]) {
        let folders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin"]
        var found: [(kind: PeerKind, path: String?)] = []
        var missing: [PeerKind] = []
        for kind in kinds {
            guard let program = kind.program else {
                found.append((kind, nil))
                continue
            }
            let path = folders.map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
            if let path { found.append((kind, path)) } else { missing.append(kind) }
        }
        return (found, missing)
    }
}
