// SPDX-License-Identifier: Apache-2.0

import PGClient
import PGRouting
import Synchronization

/// Brings a pool to its full size: as many tasks as it has connections, each holding one until all have theirs.
///
/// - Parameter statement: What each connection runs, so that it is prepared on all of them.
func muster(
    _ pool: PGPool,
    connections: Int,
    _ statement: @escaping @Sendable (PGConnection) async throws -> Void
) async throws {
    try await muster(connections: connections, statement) { body in
        try await pool.withConnection(acquireDeadline: .now + .seconds(30), body)
    }
}

/// The same for the one node of a cluster that serves its reads.
func muster(
    _ cluster: PGCluster,
    connections: Int,
    _ statement: @escaping @Sendable (PGConnection) async throws -> Void
) async throws {
    try await muster(connections: connections, statement) { body in try await cluster.read(body) }
}

private func muster(
    connections: Int,
    _ statement: @escaping @Sendable (PGConnection) async throws -> Void,
    lend: @escaping @Sendable (@Sendable (PGConnection) async throws -> Void) async throws -> Void
) async throws {
    final class Roll: Sendable {
        let present = Atomic<Int>(0)
    }
    let roll = Roll()
    try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<connections {
            group.addTask {
                try await lend { connection in
                    roll.present.wrappingAdd(1, ordering: .relaxed)
                    while roll.present.load(ordering: .relaxed) < connections {
                        try await Task.sleep(for: .milliseconds(1))
                    }
                    try await statement(connection)
                }
            }
        }
        try await group.waitForAll()
    }
}
