// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import PGClusterTesting
import Testing

/// The configuration of the suite's primary.
func primaryConfiguration(_ change: (inout PGConfiguration) -> Void = { _ in }) throws -> PGConfiguration {
    var configuration = try PGConfiguration(ClusterTrait.cluster.uri(of: "primary"), label: "primary")
    change(&configuration)
    return configuration
}

/// Runs `body` on a connection of its own to the suite's primary.
func withConnection<Result>(
    _ configuration: PGConfiguration? = nil,
    _ body: (PGConnection) async throws -> Result
) async throws -> Result {
    let group = try PGEventLoopGroup(loops: 1)
    defer { group.shutdown() }
    let connection = try await PGConnection.connect(configuration ?? primaryConfiguration(), on: group)
    defer { connection.close() }
    return try await body(connection)
}

/// Runs `body` with a pool of its own to the suite's primary.
func withPool<Result>(
    _ pool: PGPoolConfiguration = .init(maximumConnections: 2, acquireTimeout: .seconds(30)),
    configuration: PGConfiguration? = nil,
    _ body: (PGPool) async throws -> Result
) async throws -> Result {
    let group = try PGEventLoopGroup(loops: 1)
    defer { group.shutdown() }
    let pool = try PGPool(configuration ?? primaryConfiguration(), pool: pool, on: group)
    do {
        let result = try await body(pool)
        await pool.shutdown(deadline: .now + .seconds(5))
        return result
    } catch {
        await pool.shutdown(deadline: .now)
        throw error
    }
}

/// Calls `body` and returns the `PGError` it throws, if it does.
func failure<Result>(of body: () async throws -> Result) async -> PGError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? PGError
    }
}

/// Asks for a number and expects it back: the connection works and gets its own answers.
func expectAnswer(
    from connection: some PGQuerying,
    _ number: Int,
    sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    let answer = try await connection.query("SELECT \(number)", as: Int.self)
    #expect(answer == [number], sourceLocation: sourceLocation)
}
