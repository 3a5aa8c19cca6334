// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import LogCapture
import PGClient
import PGRouting
import ReplicaRouting
import Testing

@Suite("An error ejects the node that it came from", .cluster(replicas: 1), .serialized, .timeLimit(.minutes(1)))
struct FailureOriginTests {
    /// Reads from the replica, loses the connection on the way, and so fails for good.
    private func loseReplica(_ cluster: PGCluster) async throws {
        try await cluster.read(from: .replica(index: 1)) { connection in
            _ = try await connection.query("SELECT 1", as: Int.self)
            try await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        }
    }

    @Test("and no other: not the one whose write used it")
    func insideOfWrite() async throws {
        let log = CapturedLog()
        try await withCluster(weights: [0, 1], logger: log.logger) { cluster async throws in
            let error = await failure { try await cluster.write { _ in try await loseReplica(cluster) } }
            #expect(error?.code == .connectionLost && error?.server == "replica-1")
        }
        #expect(log.ejectedNodes == ["replica-1"])
    }

    @Test("and no other: not the one whose read used it, which does not run again")
    func insideOfRead() async throws {
        let log = CapturedLog()
        let attempts = Counter()
        try await withCluster(weights: [0, 1], logger: log.logger) { cluster async throws in
            let error = await failure {
                try await cluster.read(RoutingRequest(intent: .read, preference: .primaryPreferred)) { _ in
                    attempts.increment()
                    try await loseReplica(cluster)
                }
            }
            #expect(error?.code == .connectionLost && error?.server == "replica-1")
        }
        #expect(log.ejectedNodes == ["replica-1"])
        #expect(attempts.count == 1)
    }

    @Test("if its connection was lost, not if a function raised the code of a lost connection")
    func raised() async throws {
        let log = CapturedLog()
        try await withCluster(weights: [0, 1], logger: log.logger) { cluster async throws in
            let raise: PGQuery = "DO $$ BEGIN RAISE EXCEPTION 'no foreign server' USING ERRCODE = '08001'; END $$"
            for error in [
                await failure { try await cluster.read { try await $0.execute(raise) } },
                await failure { try await cluster.query(raise) },
                await failure { try await cluster.write { try await $0.execute(raise) } },
            ] {
                #expect(error?.code == .server && error?.sqlState == "08001")
            }
            #expect(cluster.readRetries == 0)
        }
        #expect(log.ejectedNodes.isEmpty)
    }

    @Test("but reads under way go on where only the connection of the probes was lost")
    func lostProbeConnection() async throws {
        let log = CapturedLog()
        try await withCluster(weights: [0, 1], logger: log.logger) { cluster async throws in
            let isWatched = try await eventually { cluster.topology.status(of: "replica-1")?.observedRole == .replica }
            #expect(isWatched)
            let answer = try await cluster.read(from: .replica(index: 1)) { connection in
                let ended = try await connection.query(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE query LIKE '%pg_last_wal_replay_lsn%' AND pid <> pg_backend_pid()
                    """,
                    as: Bool.self
                )
                #expect(ended == [true])
                let isEjected = try await eventually { log.ejectedNodes == ["replica-1"] }
                #expect(isEjected)
                try await expect("replica-1", of: cluster, toBecome: .up)
                return try await connection.query("SELECT 7", as: Int.self)
            }
            #expect(answer == [7])
        }
    }

    @Test("and a commit that its caller calls off ejects nobody")
    func cancelledCommit() async throws {
        let log = CapturedLog()
        try await withCluster(weights: [0, 1], logger: log.logger) { cluster async throws in
            try await cluster.write { connection in
                try await connection.execute("CREATE TABLE slow (id int)")
                try await connection.execute(
                    """
                    CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql
                    AS $$ BEGIN PERFORM pg_sleep(60); RETURN NULL; END $$
                    """
                )
                try await connection.execute(
                    """
                    CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON slow
                    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait()
                    """
                )
            }
            let writer = Task {
                await failure {
                    try await cluster.withTransaction { try await $0.execute("INSERT INTO slow VALUES (1)") }
                }
            }
            let isCommitting = try await eventually {
                try await cluster.query(
                    "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = 'COMMIT'",
                    as: Int.self,
                    from: .primary
                ) == [1]
            }
            #expect(isCommitting)
            writer.cancel()
            #expect(await writer.value?.code == .outcomeUnknown)
        }
        #expect(log.ejectedNodes.isEmpty)
    }
}
