// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

@main
struct Replicactl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(subcommands: [ClusterCommand.self])
}
