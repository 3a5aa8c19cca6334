// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PolicyBenchmark

/// The comparisons of `replicactl bench`, built without the rest of `replicactl`.
@main
struct BenchPolicies: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-policies",
        abstract: "Compares routing policies, and routed reads with other programs, on a throwaway PostgreSQL cluster.",
        subcommands: [PoliciesCommand.self, PeersCommand.self],
        defaultSubcommand: PoliciesCommand.self
    )
}
