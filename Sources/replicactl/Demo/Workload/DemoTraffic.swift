// SPDX-License-Identifier: Apache-2.0

import PGClusterTesting
import PGRouting
import ReplicaRouting

/// The clients, the phases, and the picture of both.
struct DemoTraffic {
    let options: DemoOptions
    let weights: NodeWeights
    let local: LocalCluster
    let addresses: DemoAddresses
    let screen: Screen

    /// What the traffic has left behind.
    struct Outcome {
        let phases: [DemoReport.Phase]
        let victim: DemoFindings.Victim?
        let readRetries: Int
        let firstReadFailure: String?
        /// The ids of the rows whose insertion was acknowledged.
        let acknowledged: [Int64]

        func findings(_ replication: ReplicationFindings) -> DemoFindings {
            DemoFindings(
                phases: phases,
                victim: victim,
                readRetries: readRetries,
                firstReadFailure: firstReadFailure,
                replication: replication
            )
        }
    }

    private var victim: Int? { options.noFaults ? nil : weights.heaviestReplica }

    func run() async throws -> Outcome {
        let cluster = try makeCluster()
        let tally = DemoTally(nodes: addresses.names)
        let plan = DemoPhase.plan(victim: victim)
        let director = DemoDirector(
            plan: plan,
            length: .seconds(options.seconds) / plan.count,
            victim: victim,
            cluster: cluster,
            tally: tally,
            local: local,
            report: report,
            screen: screen
        )
        if victim == nil, !options.noFaults, options.replicas > 0 {
            screen.say("No replica has weight, so none is killed.")
        }
        defer { screen.end() }
        let acknowledged = try await withThrowingDiscardingTaskGroup { background in
            background.addTask { try await cluster.run() }
            background.addTask { await director.keepDrawing() }
            let acknowledged = try await clients(of: cluster, tally, director)
            background.cancelAll()
            return acknowledged
        }
        return Outcome(
            phases: tally.phases.map(report),
            victim: victim.map { .init(name: addresses.names[$0], readsWhileDead: tally.readsWhileDead) },
            readRetries: cluster.readRetries,
            firstReadFailure: tally.firstReadFailure,
            acknowledged: acknowledged
        )
    }

    private func clients(of cluster: PGCluster, _ tally: DemoTally, _ director: DemoDirector) async throws -> [Int64] {
        try await withThrowingTaskGroup(of: [Int64].self) { clients in
            director.begin()
            for number in 0..<options.clients {
                clients.addTask { await DemoClient(cluster: cluster, tally: tally, number: number).run() }
            }
            try await director.run()
            return try await clients.reduce(into: []) { $0 += $1 }
        }
    }

    @Sendable private func report(_ phase: DemoTally.Phase) -> DemoReport.Phase {
        DemoReport.Phase(phase, names: addresses.names, weights: weights, victim: victim)
    }

    private func makeCluster() throws -> PGCluster {
        // All nodes share the cores of one machine, so more connections than these make nothing faster.
        let connections = min(options.clients, max(4, 96 / addresses.names.count))
        let pool = PGPoolConfiguration(maximumConnections: connections, acquireTimeout: .seconds(30))
        return try PGCluster(
            primary: PGNode(addresses.uris[0], name: addresses.names[0]),
            replicas: addresses.names.indices.dropFirst().map { position in
                PGNode(addresses.uris[position], name: addresses.names[position], weight: weights.values[position])
            },
            configuration: PGClusterConfiguration(
                reads: .weighted(primary: weights.values[0]),
                readPool: pool,
                writePool: pool,
                connectTimeout: .seconds(10),
                // More often than a server would, so that the picture is fresh and the phases can be short.
                probing: PGProbeConfiguration(
                    interval: .milliseconds(250),
                    timeout: .seconds(5),
                    backoff: try Backoff(initial: .milliseconds(50), maximum: .milliseconds(250))
                )
            ),
            eventLoops: addresses.eventLoops,
            logger: .silent
        )
    }
}
