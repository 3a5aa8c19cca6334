// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Compares the client with a C program over libpq and with pgbench, side by side in one run.
@main
struct BenchClient: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-client",
        abstract: "Compares this package's client with C over libpq and with pgbench.",
        subcommands: [RunCommand.self, WorkerCommand.self],
        defaultSubcommand: RunCommand.self
    )
}
