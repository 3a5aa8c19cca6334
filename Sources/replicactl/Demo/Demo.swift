// SPDX-License-Identifier: Apache-2.0

import PGClient
import PGClusterTesting

/// A run of the demo, from the first server to the last.
struct Demo {
    let options: DemoOptions
    let weights: NodeWeights
    let screen: Screen

    /// - Returns: What was found; the cluster is gone by then.
    func run() async throws -> DemoFindings {
        var configuration = LocalCluster.Configuration(replicas: options.replicas)
        configuration.keepsFiles = options.keep
        configuration.onProgress = { [screen] step in screen.say("\(ClusterFormat.seconds(step.elapsed))  \(step)") }
        if let folder = options.serverPrograms { configuration.serverBinaries = try await ServerBinaries.at(folder) }
        return try await LocalCluster.withCluster(configuration) { local in
            screen.say("\(local.nodes.count) servers of PostgreSQL \(local.serverBinaries.version) run.")
            defer { if options.keep { screen.say("The cluster's files stay in \(local.directory).") } }
            let eventLoops = try PGEventLoopGroup()
            defer { eventLoops.shutdown() }
            let addresses = try DemoAddresses(local, eventLoops: eventLoops)
            try await prepare(addresses)
            let traffic = DemoTraffic(
                options: options,
                weights: weights,
                local: local,
                addresses: addresses,
                screen: screen
            )
            let result = try await traffic.run()
            let writes = Figures.counted(result.acknowledged.count, "acknowledged write")
            screen.say("looking for \(writes) on every node")
            let check = LostWriteCheck(addresses: addresses, acknowledged: result.acknowledged)
            return result.findings(try await check.run())
        }
    }

    /// Fills the table and waits until every replica has it.
    private func prepare(_ addresses: DemoAddresses) async throws {
        screen.say("filling the table treenode with \(Figures.grouped(Int(Treenode.rows))) rows")
        let written = try await addresses.withConnection(to: 0) { primary in
            try await Treenode.create(on: primary)
            return try await ReplayWait.position(of: primary)
        }
        let deadline = ContinuousClock.now + .seconds(60)
        for position in addresses.names.indices.dropFirst() {
            let isThere = try await addresses.withConnection(to: position) { replica in
                try await ReplayWait.untilReplayed(written, on: replica, deadline: deadline)
            }
            guard isThere else {
                throw DemoError("\(addresses.names[position]) has not replayed the table within 60 seconds.")
            }
        }
        if addresses.names.count > 1 { screen.say("every replica has replayed it") }
    }
}
