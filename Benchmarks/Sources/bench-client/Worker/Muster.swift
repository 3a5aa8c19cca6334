// SPDX-License-Identifier: Apache-2.0

import PGClient
import Synchronization

/// Brings a pool to its full size: as many tasks as it has connections, each holding one until all have theirs.
///
/// - Parameter statement: What each connection runs, so that it is prepared on all of them.
func muster(
    _ pool: PGPool,
    connections: Int,
    _ statement: @escaping @Sendable (PGConnection) async throws -> Void
) async throws {
    final class Roll: Sendable {
        let present = Atomic<Int>(0)
    }
    let roll = Roll()
    try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<connections {
            group.addTask {
                try await pool.withConnection(acquireDeadline: .now + .seconds(30)) { connection in
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
