// SPDX-License-Identifier: Apache-2.0

/// How large a pool is and how long a caller waits for one of its connections.
public struct PGPoolConfiguration: Sendable, Hashable {
    /// How many connections there are at most. At least 1. Default: 10.
    public var maximumConnections: Int

    /// How long a caller waits for a connection, from its call on. Default: 5 seconds.
    public var acquireTimeout: Duration

    /// Makes a configuration.
    public init(maximumConnections: Int = 10, acquireTimeout: Duration = .seconds(5)) {
        self.maximumConnections = maximumConnections
        self.acquireTimeout = acquireTimeout
    }

    /// - Throws: ``PGError`` with the code `invalidConfiguration`.
    func validate() throws(PGError) {
        guard maximumConnections >= 1 else {
            throw PGError(
                .invalidConfiguration,
                "a pool of at most \(maximumConnections) connections can serve nobody; valid is 1 or more"
            )
        }
        guard acquireTimeout > .zero else {
            throw PGError(
                .invalidConfiguration,
                "an acquire time-out of \(acquireTimeout) leaves no time to connect; valid is more than zero"
            )
        }
    }
}
