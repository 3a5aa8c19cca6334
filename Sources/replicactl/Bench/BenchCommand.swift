// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PolicyBenchmark

/// `replicactl bench`
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures on a throwaway PostgreSQL cluster, and shows again what was measured.",
        subcommands: [PoliciesCommand.self, PeersCommand.self, BenchReportCommand.self]
    )
}
