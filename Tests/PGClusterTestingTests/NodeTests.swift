// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClusterTesting

extension ClusterSuites {
    @Suite("Nodes")
    struct Nodes {
        private func withTable(
            replicas: Int = 1,
            _ body: (LocalCluster) async throws -> Void
        ) async throws {
            try await LocalCluster.withCluster(.init(replicas: replicas)) { cluster in
                try await SQL.run("CREATE TABLE t (n int)", on: "primary", of: cluster)
                try await body(cluster)
            }
        }

        private func count(
            on node: String,
            of cluster: LocalCluster,
            becoming expected: String
        ) async -> String {
            await SQL.answer(to: "SELECT count(*) FROM t", on: node, of: cluster, becoming: expected)
        }

        @Test("a killed replica refuses connections, and catches up when it is started again")
        func killAndStart() async throws {
            try await withTable { cluster in
                try await cluster.kill("replica-1")
                #expect(try cluster.state(of: "replica-1") == .stopped)
                await #expect(throws: ClusterError.self) {
                    try await SQL.run("SELECT 1", on: "replica-1", of: cluster)
                }
                try await SQL.run("INSERT INTO t SELECT generate_series(1, 10)", on: "primary", of: cluster)
                try await cluster.start("replica-1")
                #expect(try cluster.state(of: "replica-1") == .running)
                #expect(await count(on: "replica-1", of: cluster, becoming: "10") == "10")
            }
        }

        @Test("a killed primary keeps what was committed")
        func killPrimary() async throws {
            try await withTable { cluster in
                try await SQL.run("INSERT INTO t VALUES (1)", on: "primary", of: cluster)
                try await cluster.kill("primary")
                try await cluster.start("primary")
                try await SQL.run("INSERT INTO t VALUES (2)", on: "primary", of: cluster)
                #expect(await count(on: "replica-1", of: cluster, becoming: "2") == "2")
            }
        }

        @Test("a node stops and restarts in every mode", arguments: [ShutdownMode.smart, .fast, .immediate])
        func stopAndRestart(_ mode: ShutdownMode) async throws {
            try await withTable { cluster in
                try await cluster.stop("replica-1", mode: mode)
                #expect(try cluster.state(of: "replica-1") == .stopped)
                try await cluster.restart("replica-1")
                try await cluster.restart("primary", mode: mode)
                try await SQL.run("INSERT INTO t VALUES (1)", on: "primary", of: cluster)
                #expect(await count(on: "replica-1", of: cluster, becoming: "1") == "1")
            }
        }

        @Test("a paused node does not answer, its open connections neither, and goes on when it is resumed")
        func pauseAndResume() async throws {
            try await withTable { cluster in
                let slow = Task { try await SQL.run("SELECT pg_sleep(0.5)", on: "replica-1", of: cluster) }
                let busy =
                    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'"
                let isBusy = try await poll(within: .seconds(10)) {
                    try await SQL.run(busy, on: "replica-1", of: cluster, as: "postgres") == "1" ? true : nil
                }
                #expect(isBusy == true)
                try await cluster.pause("replica-1")
                #expect(try cluster.state(of: "replica-1") == .paused)
                let server = cluster.server(of: cluster.nodes[1])
                let root = try #require(server.processID)
                let members = ProcessTree(root: root).members()
                #expect(members.count > 4)
                #expect(members.allSatisfy { $0.activity == .stopped })
                await #expect(throws: ClusterError.self) {
                    try await SQL.run("SELECT 1", on: "replica-1", of: cluster, connectTimeout: 2)
                }
                try await cluster.resume("replica-1")
                #expect(try cluster.state(of: "replica-1") == .running)
                _ = try await slow.value
                try await SQL.run("INSERT INTO t VALUES (1)", on: "primary", of: cluster)
                #expect(await count(on: "replica-1", of: cluster, becoming: "1") == "1")
            }
        }

        @Test("a throttled node stands still again and again, answers all the same, and runs on when that ends")
        func throttle() async throws {
            try await withTable { cluster in
                let root = try #require(cluster.server(of: cluster.nodes[1]).processID)
                let throttle = Task {
                    try await cluster.throttle("replica-1", to: 0.2, period: .milliseconds(100))
                }
                for _ in 0..<2 {
                    let stops = await poll(within: .seconds(10), every: .milliseconds(1)) {
                        ProcessTable.entry(of: root)?.activity == .stopped ? true : nil
                    }
                    #expect(stops == true)
                    let runs = await poll(within: .seconds(10), every: .milliseconds(1)) {
                        ProcessTable.entry(of: root)?.activity == .active ? true : nil
                    }
                    #expect(runs == true)
                }
                try await SQL.run("INSERT INTO t VALUES (1)", on: "primary", of: cluster)
                #expect(await count(on: "replica-1", of: cluster, becoming: "1") == "1")
                throttle.cancel()
                try await throttle.value
                #expect(ProcessTree(root: root).members().allSatisfy { $0.activity == .active })
                await #expect(throws: ClusterError.self) { try await cluster.throttle("replica-1", to: 1) }
                await #expect(throws: ClusterError.self) { try await cluster.throttle("replica-9", to: 0.5) }
                try await cluster.kill("replica-1")
                await #expect { try await cluster.throttle("replica-1", to: 0.5) } throws: { error in
                    (error as? ClusterError)?.code == .notRunning
                }
            }
        }

        @Test("a paused node can be killed and stopped")
        func endPaused() async throws {
            try await withTable { cluster in
                try await cluster.pause("replica-1")
                try await cluster.kill("replica-1")
                #expect(try cluster.state(of: "replica-1") == .stopped)
                try await cluster.start("replica-1")
                try await cluster.pause("replica-1")
                try await cluster.stop("replica-1")
                #expect(try cluster.state(of: "replica-1") == .stopped)
            }
        }

        @Test("a promoted replica takes writes")
        func promote() async throws {
            try await withTable { cluster in
                #expect(await count(on: "replica-1", of: cluster, becoming: "0") == "0")
                try await cluster.kill("primary")
                try await cluster.promote("replica-1")
                try await SQL.run("INSERT INTO t VALUES (1)", on: "replica-1", of: cluster)
                await #expect { try await cluster.promote("replica-1") } throws: { error in
                    (error as? ClusterError)?.code == .commandFailed
                }
            }
        }

        @Test("an apply delay holds a replica back by at least that time, and its end lets it catch up")
        func applyDelay() async throws {
            try await withTable(replicas: 2) { cluster in
                #expect(await count(on: "replica-1", of: cluster, becoming: "0") == "0")
                try await cluster.setApplyDelay(.seconds(3600), of: "replica-1")
                try await SQL.run("INSERT INTO t VALUES (1)", on: "primary", of: cluster)
                #expect(await count(on: "replica-2", of: cluster, becoming: "1") == "1")
                let caughtUp = """
                    SELECT pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn() AND count(*) = 0 FROM t
                    """
                #expect(await SQL.answer(to: caughtUp, on: "replica-1", of: cluster, becoming: "t") == "t")
                try await cluster.setApplyDelay(.zero, of: "replica-1")
                #expect(await count(on: "replica-1", of: cluster, becoming: "1") == "1")
            }
        }

        @Test("what does not fit the state of a node is refused with a code")
        func refusals() async throws {
            try await LocalCluster.withCluster(.init(replicas: 1)) { cluster in
                func code(_ work: () async throws(ClusterError) -> Void) async -> ClusterError.Code? {
                    do { try await work() } catch { return error.code }
                    return nil
                }
                #expect(
                    await code { () async throws(ClusterError) in try await cluster.start("primary") }
                        == .alreadyRunning
                )
                #expect(
                    await code { () async throws(ClusterError) in try await cluster.kill("replica-9") } == .unknownNode
                )
                let negative = Duration.seconds(-1)
                #expect(
                    await code { () async throws(ClusterError) in
                        try await cluster.setApplyDelay(negative, of: "replica-1")
                    } == .invalidConfiguration
                )
                try await cluster.stop("replica-1")
                #expect(
                    await code { () async throws(ClusterError) in try await cluster.stop("replica-1") } == .notRunning
                )
                #expect(
                    await code { () async throws(ClusterError) in try await cluster.pause("replica-1") } == .notRunning
                )
                await cluster.shutdown()
                #expect(
                    await code { () async throws(ClusterError) in try await cluster.start("replica-1") } == .notRunning
                )
            }
        }

        @Test("operations on one node that are called at once happen one after the other")
        func operationsQueue() async throws {
            try await LocalCluster.withCluster(.init(replicas: 1)) { cluster in
                async let first: Void = cluster.restart("replica-1")
                async let second: Void = cluster.restart("replica-1")
                async let third: Void = cluster.restart("replica-1", mode: .immediate)
                _ = try await (first, second, third)
                #expect(try cluster.state(of: "replica-1") == .running)
                #expect(try cluster.logTail(of: "replica-1", lines: 1).count == 1)
            }
        }
    }
}
