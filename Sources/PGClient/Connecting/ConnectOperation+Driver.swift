// SPDX-License-Identifier: Apache-2.0

internal import Logging

extension ConnectOperation {
    /// An attempt that ends in a connection for one caller at a time.
    ///
    /// - Parameter owner: Told of the end of leases and of the connection.
    /// - Throws: ``PGError`` where the configuration lists no usable host.
    convenience init(
        _ configuration: PGConfiguration,
        group: PGEventLoopGroup,
        owner: (any ConnectionOwner)?,
        logger: Logger,
        completion: @escaping @Sendable (ConnectOperation, Result<ConnectionDriver, PGError>) -> Void
    ) throws(PGError) {
        try self.init(configuration, group: group) { [weak owner] operation, outcome in
            completion(
                operation,
                Result { () throws(PGError) in
                    guard let handle = try outcome.get().take() else {
                        throw PGError(.connectionClosed, "the connection was taken by somebody else")
                    }
                    let driver = ConnectionDriver(
                        handle,
                        configuration: configuration,
                        loop: operation.loop,
                        group: group,
                        owner: owner,
                        logger: logger
                    )
                    try driver.start()
                    return driver
                }
            )
        }
    }
}
