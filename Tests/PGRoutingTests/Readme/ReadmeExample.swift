// SPDX-License-Identifier: Apache-2.0

// The example of the README, letter by letter; ReadmeTests compares the two.

import Logging
import PGRouting
import ServiceLifecycle
import UnixSignals

func runServer(logger: Logger) async throws {
    let cluster = try PGCluster(
        primary: "postgresql://app@db1/app?sslmode=verify-full",
        replicas: [.init("postgresql://app@db2/app", weight: 2), .init("postgresql://app@db3/app", weight: 2)],
        configuration: .init(reads: .weighted(primary: 1))
    )
    let services = ServiceGroup(services: [cluster], gracefulShutdownSignals: [.sigterm], logger: logger)
    async let running: Void = services.run()

    let titles = try await cluster.read { try await $0.query("SELECT title FROM stack", as: String.self) }
    try await cluster.execute("UPDATE stack SET title = \("L1 CNS") WHERE id = \(7)")
    let fresh = try await cluster.withPrimary { try await cluster.read { try await $0.query("SELECT 1") } }
    logger.info("read", metadata: ["titles": "\(titles.count)", "rows": "\(fresh.rowCount)"])
    try await running
}
