// SPDX-License-Identifier: Apache-2.0

#if Hummingbird
import ClusterTrait
import Hummingbird
import HummingbirdTesting
import Logging
import PGClusterTesting
import PGRouting
import ReplicaRoutingHTTP
import Testing

@testable import ExampleServer

/// Starts the example's server on a free port over the suite's servers, with the replicas serving all reads that are
/// not pinned, and stops it after `body`.
///
/// - Parameter pins: How long a write pins.
func withServer(
    pins: Duration,
    _ body: @Sendable (any TestClientProtocol) async throws -> Void
) async throws {
    let servers = try ClusterTrait.cluster
    var logger = Logger(label: "test")
    logger.logLevel = .error
    let configuration = PGClusterConfiguration(
        reads: .weighted(primary: 0),
        name: "stacks",
        pinning: try PinPolicy(duration: pins, maximum: .seconds(3_600)),
        shutdownTimeout: .seconds(5)
    )
    let cluster = try PGCluster(
        primary: PGNode(servers.uri(of: "primary"), name: "primary"),
        replicas: servers.nodes.dropFirst().map { PGNode(try servers.uri(of: $0.name), name: $0.name) },
        configuration: configuration,
        logger: logger
    )
    let cookie = try PinCookie(cluster: configuration.name, signer: .ephemeral(), policy: configuration.pinning)
    let server = StackServer(cluster: cluster, cookie: cookie, logger: logger)
    try await server.application().test(.ahc(.http), body)
}

/// Waits until every replica has applied what the primary has written so far.
private func awaitReplicas(of servers: LocalCluster) async throws {
    let primary = try PGCluster(
        primary: PGNode(servers.superuserURI(of: "primary")),
        configuration: PGClusterConfiguration(reads: .weighted(primary: 1))
    )
    let end = try await primary.query("SELECT pg_current_wal_lsn()::text", as: String.self).first ?? ""
    let haveArrived = try await eventually {
        let replicas = try await primary.query(
            "SELECT count(*) FROM pg_stat_replication WHERE replay_lsn >= \(end)::text::pg_lsn",
            as: Int.self
        )
        return replicas == [servers.nodes.count - 1]
    }
    await primary.shutdown(timeout: .zero)
    #expect(haveArrived, "the replicas did not catch up")
}

/// Holds the replicas back while `body` runs: what is written meanwhile is on the primary only.
func withStaleReplicas(_ body: () async throws -> Void) async throws {
    let servers = try ClusterTrait.cluster
    try await awaitReplicas(of: servers)
    for node in servers.nodes.dropFirst() { try await servers.setApplyDelay(.seconds(3_600), of: node.name) }
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
    for node in servers.nodes.dropFirst() { try await servers.setApplyDelay(.zero, of: node.name) }
    try outcome.get()
}
#endif
