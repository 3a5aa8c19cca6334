// SPDX-License-Identifier: Apache-2.0

public import Logging
internal import Synchronization

/// A connection to one server, as lent by a pool or opened by ``connect(_:on:logger:)``.
///
/// Statements of several tasks on one connection run one after the other, in order of arrival. A connection lent by a
/// pool is valid inside of the closure it was lent to; after that its functions throw `leaseEnded`.
public struct PGConnection: PGQuerying {
    let driver: ConnectionDriver
    let lease: ConnectionDriver.LeaseID

    init(_ driver: ConnectionDriver) {
        self.driver = driver
        lease = driver.beginLease()
    }

    /// Opens a connection outside of any pool. Close it with ``close()``.
    ///
    /// - Throws: ``PGError`` with the code `connectFailed`, `connectTimedOut`, `authenticationFailed` or `cancelled`.
    ///   The message lists each host that was tried and its reason.
    public static func connect(
        _ configuration: PGConfiguration,
        on group: PGEventLoopGroup,
        logger: Logger = Logger(label: "PGClient")
    ) async throws(PGError) -> PGConnection {
        try await connect(configuration, on: group, owner: nil, logger: logger)
    }

    static func connect(
        _ configuration: PGConfiguration,
        on group: PGEventLoopGroup,
        owner: (any ConnectionOwner)?,
        logger: Logger
    ) async throws(PGError) -> PGConnection {
        let pending = Mutex<ConnectOperation?>(nil)
        let outcome: Result<ConnectionDriver, PGError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                do throws(PGError) {
                    let operation = try ConnectOperation(configuration, group: group, owner: owner, logger: logger) {
                        continuation.resume(returning: $1)
                    }
                    // A cancellation before this line finds no operation, and is seen here instead.
                    pending.withLock { $0 = operation }
                    if Task.isCancelled { operation.cancel() } else { operation.start() }
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        } onCancel: {
            pending.withLock { $0 }?.cancel()
        }
        return PGConnection(try outcome.get())
    }

    /// The label of the server, as in its configuration.
    public var server: String { driver.label }

    /// The process that serves the connection; `nil` once it is closed.
    public var serverProcessID: Int32? { driver.backendProcessID }

    /// The value of a parameter that the server reports by itself, `server_version` or `in_hot_standby` (from
    /// PostgreSQL 14 on) for example. No round trip; `nil` where the server does not report it.
    public func parameter(_ name: String) -> String? { driver.parameterStatus(name) }

    /// Runs a statement and returns its rows.
    public func query(_ query: PGQuery) async throws(PGError) -> PGResult {
        try await driver.tracedPerform(query, lease: lease)
    }

    /// Runs a statement that is given up, and cancelled on the server, when `deadline` has passed.
    ///
    /// - Throws: ``PGError`` with the code `statementTimedOut`, or as ``query(_:)``.
    public func query(_ query: PGQuery, deadline: ContinuousClock.Instant) async throws(PGError) -> PGResult {
        try await driver.tracedPerform(query, lease: lease, deadline: MonotonicInstant(deadline))
    }

    /// Closes a connection made by ``connect(_:on:logger:)``. Statements under way fail.
    public func close() {
        driver.close(PGError(.connectionClosed, "the connection was closed"))
    }

    /// Whether this lease has received rows. Until then a read can be repeated elsewhere.
    package var hasDeliveredRows: Bool { driver.hasDeliveredRows }

    /// Whether the connection is gone, whoever ended it.
    package var isClosed: Bool { driver.isClosed }
}
