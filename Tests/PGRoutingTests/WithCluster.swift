// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Logging
import PGClient
import PGClusterTesting
import PGRouting
import ReplicaRouting
import Testing

/// Runs `body` with a `PGCluster` over the suite's servers that probes them quickly.
///
/// - Parameter weights: The primary's first.
func withCluster<Result>(
    weights: [Double] = [1, 2, 2],
    fallback: ReadFallback = .primary,
    probes: Bool = true,
    eventLoops: PGEventLoopGroup? = nil,
    logger: Logger? = nil,
    _ change: (inout PGClusterConfiguration) -> Void = { _ in },
    _ body: (PGCluster) async throws -> Result
) async throws -> Result {
    let servers = try ClusterTrait.cluster
    var configuration = PGClusterConfiguration(
        reads: .weighted(primary: weights[0], policy: RoutingPolicy(fallback: fallback)),
        connectTimeout: .seconds(2),
        probing: .init(
            interval: .milliseconds(50),
            timeout: .seconds(2),
            backoff: try Backoff(initial: .milliseconds(20), maximum: .milliseconds(100))
        ),
        shutdownTimeout: .seconds(5)
    )
    change(&configuration)
    let replicas = try servers.nodes.dropFirst().enumerated().map { index, node in
        PGNode(try servers.uri(of: node.name), name: node.name, weight: weights[index + 1])
    }
    var quiet = Logger(label: "test")
    quiet.logLevel = .error
    let cluster = try PGCluster(
        primary: PGNode(servers.uri(of: "primary"), name: "primary"),
        replicas: replicas,
        configuration: configuration,
        eventLoops: eventLoops,
        logger: logger ?? quiet
    )
    guard probes else {
        do {
            let result = try await body(cluster)
            await cluster.shutdown()
            return result
        } catch {
            await cluster.shutdown(timeout: .zero)
            throw error
        }
    }
    let running = Task { try await cluster.run() }
    do {
        let result = try await body(cluster)
        running.cancel()
        try await running.value
        return result
    } catch {
        running.cancel()
        try await running.value
        throw error
    }
}

/// Calls `body` and returns the error of the type that it throws, if it does.
func failure<Failure: Error, Result>(
    _ type: Failure.Type = PGError.self,
    of body: () async throws -> Result
) async -> Failure? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? Failure
    }
}

extension PGCluster {
    /// The name of the node that serves a read.
    func servingNode(_ target: ReadTarget = .any) async throws -> String {
        try await read(from: target) { connection in
            _ = try await connection.query("SELECT 1", as: Int.self)
            return connection.server
        }
    }

    /// The nodes that serve a number of reads, with how often each did.
    func servingNodes(reads: Int) async throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for _ in 0..<reads { counts[try await servingNode(), default: 0] += 1 }
        return counts
    }

    func state(of node: NodeID) -> NodeState? { topology.status(of: node)?.state }
}

/// Waits until the probes have seen a node in a state.
func expect(
    _ node: NodeID,
    of cluster: PGCluster,
    toBecome state: NodeState,
    sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    let came = try await eventually { cluster.state(of: node) == state }
    #expect(came, "\(node) did not become \(state)", sourceLocation: sourceLocation)
}
