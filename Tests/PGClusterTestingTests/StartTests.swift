// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import PGClusterTesting

extension ClusterSuites {
    @Suite("Starting")
    struct Starting {
        @Test("a cluster with two replicas starts, and rows reach both replicas")
        func rowsReplicate() async throws {
            try await LocalCluster.withCluster { cluster in
                #expect(cluster.nodes.map(\.name) == ["primary", "replica-1", "replica-2"])
                #expect(cluster.nodes.map(\.initialRole) == [.primary, .replica, .replica])
                try await SQL.run("CREATE TABLE t AS SELECT generate_series(1, 100) AS n", on: "primary", of: cluster)
                for replica in ["replica-1", "replica-2"] {
                    #expect(
                        await SQL.answer(to: "SELECT count(*) FROM t", on: replica, of: cluster, becoming: "100")
                            == "100"
                    )
                    #expect(try await SQL.run("SELECT pg_is_in_recovery()", on: replica, of: cluster) == "t")
                    await #expect(throws: ClusterError.self) {
                        try await SQL.run("INSERT INTO t VALUES (0)", on: replica, of: cluster)
                    }
                }
            }
        }

        @Test("the replicas stream under their own names from slots of their own, and the application role is ordinary")
        func rolesAndSlots() async throws {
            try await LocalCluster.withCluster { cluster in
                let names = """
                    SELECT r.application_name || ' ' || s.slot_name FROM pg_stat_replication r \
                    JOIN pg_replication_slots s ON s.active_pid = r.pid WHERE r.state = 'streaming' ORDER BY 1
                    """
                let areStreaming = try await poll(within: .seconds(10)) {
                    let found = try await SQL.run(names, on: "primary", of: cluster, as: "postgres")
                    return found == "replica-1 replica_1\nreplica-2 replica_2" ? true : nil
                }
                #expect(areStreaming == true)
                let role = "SELECT rolsuper, rolreplication, rolcreaterole FROM pg_roles WHERE rolname = current_user"
                #expect(try await SQL.run(role, on: "primary", of: cluster) == "f|f|f")
                let owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'app'"
                #expect(try await SQL.run(owner, on: "primary", of: cluster) == "app")
            }
        }

        @Test("extra settings and odd names and passwords reach the servers")
        func settingsReachServers() async throws {
            var configuration = LocalCluster.Configuration(replicas: 1)
            configuration.settings = ["work_mem": "7MB", "application_name": #"it's \odd"#]
            configuration.user = #"o'dd "user""#
            configuration.database = "o'dd db"
            configuration.password = #"p'a"ss\w€rd %/@:"#
            try await LocalCluster.withCluster(configuration) { cluster in
                for node in cluster.nodes {
                    #expect(try await SQL.run("SHOW work_mem", on: node.name, of: cluster) == "7MB")
                }
                #expect(try await SQL.run("SELECT current_user", on: "replica-1", of: cluster) == #"o'dd "user""#)
                let uri = try cluster.uri(of: "primary")
                #expect(uri.contains("o%27dd%20%22user%22:p%27a%22ss%5Cw%E2%82%ACrd%20%25%2F%40%3A@127.0.0.1:"))
                #expect(uri.hasSuffix("/o%27dd%20db"))
            }
        }

        @Test("a wrong password is refused")
        func wrongPassword() async throws {
            try await LocalCluster.withCluster(.init(replicas: 0)) { cluster in
                let node = cluster.nodes[0]
                var psql = Command(
                    cluster.serverBinaries.path(of: "psql"),
                    ["-h", node.host, "-p", "\(node.port)", "-U", "app", "-d", "app", "-c", "SELECT 1"]
                )
                psql.environment = ["PGPASSWORD": "wrong"]
                await #expect { try await psql.run() } throws: { error in
                    (error as? ClusterError)?.logTail.contains { $0.contains("password authentication failed") } == true
                }
            }
        }

        @Test("two clusters run side by side")
        func twoClusters() async throws {
            async let first = LocalCluster.start(.init(replicas: 1))
            async let second = LocalCluster.start(.init(replicas: 1))
            let clusters = try await [first, second]
            #expect(clusters[0].directory != clusters[1].directory)
            #expect(Set(clusters.flatMap(\.nodes).map(\.port)).count == 4)
            await clusters[0].shutdown()
            #expect(Leftovers.of(clusters[0].directory) == .none)
            #expect(try await SQL.run("SELECT 1", on: "replica-1", of: clusters[1]) == "1")
            await clusters[1].shutdown()
            #expect(Leftovers.of(clusters[1].directory) == .none)
        }

        @Test("a taken port is named, and nothing is left")
        func portInUse() async throws {
            try await LocalCluster.withCluster(.init(replicas: 0)) { other in
                let taken = other.nodes[0].port
                var configuration = LocalCluster.Configuration(replicas: 1)
                configuration.firstPort = taken - 1
                let folders = Mutex<[String]>([])
                configuration.onProgress = { step in folders.withLock { $0.append("\(step)") } }
                await #expect {
                    try await LocalCluster.start(configuration)
                } throws: { error in
                    (error as? ClusterError)?.code == .portInUse
                        && (error as? ClusterError)?.message.contains("Port \(taken) ") == true
                }
                let step = folders.withLock { $0.first }
                let folder = try #require(step?.split(separator: " ").last.map(String.init))
                #expect(Leftovers.of(folder) == .none)
            }
        }

        @Test("a server that refuses to start is reported with its log")
        func startFailure() async throws {
            var configuration = LocalCluster.Configuration(replicas: 0)
            configuration.settings = ["shared_preload_libraries": "no_such_library"]
            await #expect {
                try await LocalCluster.start(configuration)
            } throws: { error in
                "\(error)".contains("no_such_library")
            }
        }

        @Test("a folder without servers is reported as such")
        func binariesMissing() async {
            await #expect { try await ServerBinaries.at("/usr") } throws: { error in
                (error as? ClusterError)?.code == .serverBinariesMissing
            }
            await #expect { try await ServerBinaries.at("/no/such/folder") } throws: { error in
                (error as? ClusterError)?.code == .serverBinariesMissing
            }
        }

        @Test("a count of replicas outside of 0 to 16 is refused", arguments: [-1, 17, Int.max, Int.min])
        func replicaCount(_ count: Int) async {
            await #expect {
                try await LocalCluster.start(.init(replicas: count))
            } throws: { error in
                (error as? ClusterError)?.code == .invalidConfiguration
                    && (error as? ClusterError)?.message.contains("0 to 16") == true
            }
        }
    }
}
