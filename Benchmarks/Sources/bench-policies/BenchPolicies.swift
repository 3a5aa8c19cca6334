// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Measures on a real primary and its replicas.
@main
struct BenchPolicies: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-policies",
        abstract: "Compares routing policies, and routed reads with other programs, on a throwaway PostgreSQL cluster.",
        subcommands: [CompareCommand.self, PeersCommand.self],
        defaultSubcommand: CompareCommand.self
    )
}
