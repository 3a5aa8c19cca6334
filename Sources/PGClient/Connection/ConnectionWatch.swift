// SPDX-License-Identifier: Apache-2.0

package import Logging

/// Tells when a connection that no pool holds is lost, while it is idle too. It tells as long as it is kept.
package final class ConnectionWatch: ConnectionOwner {
    private let whenLost: @Sendable () -> Void

    /// - Parameter whenLost: Called on the loop's thread. Not called when the connection is closed by its user.
    package init(whenLost: @escaping @Sendable () -> Void) {
        self.whenLost = whenLost
    }

    func connectionDidSettle(_ connection: ConnectionDriver) {}

    func connectionDidClose(_ connection: ConnectionDriver, _ error: PGError) {
        if error.code != .connectionClosed { whenLost() }
    }
}

extension PGConnection {
    /// Opens a connection outside of any pool that is watched.
    ///
    /// - Throws: As ``connect(_:on:logger:)``.
    package static func connect(
        _ configuration: PGConfiguration,
        on group: PGEventLoopGroup,
        watch: ConnectionWatch,
        logger: Logger
    ) async throws(PGError) -> PGConnection {
        try await connect(configuration, on: group, owner: watch, logger: logger)
    }
}
