// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Foundation
import PGClient
import PGClusterTesting
import Synchronization
import Testing

/// The suite's primary by way of a port of its own, with short time-outs.
func configuration(
    port: Int? = nil,
    of node: String = "primary",
    _ change: (inout PGConfiguration) -> Void = { _ in }
) throws -> PGConfiguration {
    var address = try #require(URLComponents(string: ClusterTrait.cluster.uri(of: node)))
    address.port = port ?? address.port
    var configuration = try PGConfiguration(#require(address.string), label: node)
    configuration.connectTimeout = .seconds(10)
    configuration.cancelTimeout = .milliseconds(200)
    change(&configuration)
    return configuration
}

func superuserConfiguration(of node: String = "primary") throws -> PGConfiguration {
    try PGConfiguration(ClusterTrait.cluster.superuserURI(of: node), label: node)
}

func port(of node: String = "primary") throws -> Int {
    try #require(ClusterTrait.cluster.nodes.first { $0.name == node }).port
}

/// Runs `body` and fails the test when it hangs.
///
/// - Parameter limit: How long it takes at most on a machine that has nothing else to do. A busy one gets more: what the
///   tests wait for without an end takes a minute, so anything well below that was no hang.
func timed<Result>(
    within limit: Duration,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Result
) async rethrows -> Result {
    let start = ContinuousClock.now
    defer {
        let elapsed = start.duration(to: .now)
        #expect(elapsed < max(limit, .seconds(50)), sourceLocation: sourceLocation)
    }
    return try await body()
}

/// Waits until a statement whose text holds `mark` runs on the server.
func waitUntilRuns(
    _ mark: String,
    count: Int = 1,
    of node: String = "primary",
    sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    let runs = try await withConnection(superuserConfiguration(of: node)) { observer in
        try await eventually { try await running(mark, observer) >= count }
    }
    #expect(runs, "no statement with \(mark) runs", sourceLocation: sourceLocation)
}

func running(_ mark: String, _ observer: PGConnection) async throws -> Int {
    let query: PGQuery = """
        SELECT count(*) FROM pg_stat_activity \
        WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE \("%\(mark)%")
        """
    return try await observer.query(query, as: Int.self).first ?? 0
}

/// Runs `body` with a multiplexer of its own.
func withMultiplexer<Result>(
    _ configuration: PGConfiguration,
    _ multiplexing: PGMultiplexerConfiguration = .init(connections: 2, acquireTimeout: .seconds(30)),
    _ body: (PGMultiplexer) async throws -> Result
) async throws -> Result {
    let group = try PGEventLoopGroup(loops: 1)
    defer { group.shutdown() }
    let multiplexer = try PGMultiplexer(configuration, multiplexing: multiplexing, on: group)
    defer { multiplexer.shutdown() }
    return try await body(multiplexer)
}

/// Asks each connection of a pool at once, so that none is left out, for a number of its own.
func expectRightAnswers(from pool: PGPool, connections: Int) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<4 * connections {
            group.addTask {
                try await pool.withConnection { connection in
                    for turn in 0..<3 { try await expectAnswer(from: connection, number * 10 + turn) }
                }
            }
        }
        try await group.waitForAll()
    }
}

func expectRightAnswers(from multiplexer: PGMultiplexer, count: Int = 200) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<count {
            group.addTask {
                let answer = try await multiplexer.query("SELECT \(number)", as: Int.self)
                #expect(answer == [number])
            }
        }
        try await group.waitForAll()
    }
}

/// Counts outcomes from many tasks.
final class Tally: Sendable {
    private let counts = Mutex<[String: Int]>([:])
    func add(_ key: String) { counts.withLock { $0[key, default: 0] += 1 } }
    subscript(key: String) -> Int { counts.withLock { $0[key] ?? 0 } }
    var total: Int { counts.withLock { $0.values.reduce(0, +) } }
    var text: String { counts.withLock { "\($0)" } }
}
