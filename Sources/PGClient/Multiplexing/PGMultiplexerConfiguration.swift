// SPDX-License-Identifier: Apache-2.0

/// How many connections share the multiplexed reads, and how many statements share a connection.
public struct PGMultiplexerConfiguration: Sendable, Hashable {
    /// How many connections there are at most; they are opened as they are needed. At least 1. Default: 4.
    public var connections: Int

    /// How many statements may be under way on one connection. At least 1. Default: 16.
    public var depth: Int

    /// How long a statement may hold up those behind it before its connection takes no new ones. Default: 50 ms.
    public var patience: Duration

    /// How long a statement waits until it can be sent. Default: 5 seconds.
    public var acquireTimeout: Duration

    /// Makes a configuration.
    public init(
        connections: Int = 4,
        depth: Int = 16,
        patience: Duration = .milliseconds(50),
        acquireTimeout: Duration = .seconds(5)
    ) {
        self.connections = connections
        self.depth = depth
        self.patience = patience
        self.acquireTimeout = acquireTimeout
    }

    /// - Throws: ``PGError`` with the code `invalidConfiguration`.
    func validate() throws(PGError) {
        guard connections >= 1, depth >= 1 else {
            throw PGError(
                .invalidConfiguration,
                "a multiplexer of \(connections) connections with \(depth) statements each can run nothing; "
                    + "valid is 1 or more of both"
            )
        }
        guard patience > .zero, acquireTimeout > .zero else {
            throw PGError(
                .invalidConfiguration,
                "a multiplexer's patience of \(patience) and acquire time-out of \(acquireTimeout) must be more than zero"
            )
        }
    }
}
