// SPDX-License-Identifier: Apache-2.0

import PGClient

/// What the library offers to each of its clients. A client that waits for an API of the library is turned on here, by
/// putting it in `available` and its call in place of `nil`.
enum LibraryClients {
    /// The clients that can be run.
    static let available: Set<ClientKind> = [.c, .cPipeline, .pgbench, .global]

    /// The executor that the next task of the client `loop` prefers: `group.nextLoop()`, once a loop is a `TaskExecutor`.
    static func executor(of group: PGEventLoopGroup) -> (any TaskExecutor)? {
        nil
    }

    /// What the client `multiplexed` sends its statements to: `pool.multiplexed`, once there is one.
    static func multiplexed(_ pool: PGPool) -> (any PGQuerying)? {
        nil
    }
}
