// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Synchronization

/// Keeps the connection of a listener: opens it, listens, and opens another one when it is lost. Ends with its last
/// reference, which the iterator holds.
final class ListenerSession: Sendable {
    private let task: Task<Void, Never>

    init(
        _ configuration: PGConfiguration,
        channels: [String],
        group: PGEventLoopGroup,
        logger: Logger,
        mailbox: ListenerMailbox
    ) {
        task = Task {
            var pause = Self.shortestPause
            while !Task.isCancelled {
                do throws(PGError) {
                    let loss = try await Self.listen(configuration, channels, group, logger, mailbox) {
                        pause = Self.shortestPause
                    }
                    mailbox.put(.interrupted(loss))
                } catch {
                    if error.code != .cancelled { mailbox.put(.interrupted(error)) }
                }
                try? await Task.sleep(for: pause * Double.random(in: 0.8...1.2))
                pause = min(pause * 2, Self.longestPause)
            }
        }
    }

    deinit { task.cancel() }

    private static var shortestPause: Duration { .milliseconds(100) }
    private static var longestPause: Duration { .seconds(5) }

    /// Listens until the connection is lost.
    ///
    /// - Returns: The reason of the loss.
    private static func listen(
        _ configuration: PGConfiguration,
        _ channels: [String],
        _ group: PGEventLoopGroup,
        _ logger: Logger,
        _ mailbox: ListenerMailbox,
        _ onListening: () -> Void
    ) async throws(PGError) -> PGError {
        let end = ConnectionEnd()
        let connection = try await PGConnection.connect(configuration, on: group, owner: end, logger: logger)
        defer { connection.close() }
        connection.driver.onNotification { mailbox.put(.notification($0)) }
        for channel in channels {
            let name = channel.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            _ = try await connection.query(PGQuery(sql: "LISTEN \"\(name)\""))
        }
        onListening()
        mailbox.put(.listening)
        return try await end.reason()
    }
}

/// Waits for the end of one connection.
private final class ConnectionEnd: ConnectionOwner {
    private struct State: Sendable {
        var reason: PGError?
        var waiter: CheckedContinuation<PGError, Never>?
    }

    private let state = Mutex(State())

    func connectionDidSettle(_ connection: ConnectionDriver) {}

    func connectionDidClose(_ connection: ConnectionDriver, _ error: PGError) { finish(error) }

    func reason() async throws(PGError) -> PGError {
        let reason = await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let reason = state.withLock { state -> PGError? in
                    if state.reason == nil { state.waiter = waiter }
                    return state.reason
                }
                if let reason { waiter.resume(returning: reason) }
            }
        } onCancel: {
            finish(PGError(.cancelled, "the listener is not wanted any more"))
        }
        if reason.code == .cancelled { throw reason }
        return reason
    }

    private func finish(_ reason: PGError) {
        let waiter = state.withLock { state in
            if state.reason == nil { state.reason = reason }
            return state.waiter.take()
        }
        waiter?.resume(returning: reason)
    }
}
