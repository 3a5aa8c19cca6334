// SPDX-License-Identifier: Apache-2.0

/// A request to cancel what one connection is doing, independent of the connection itself.
protocol CancelRequest: Sendable {
    /// Sends the request over a connection of its own.
    ///
    /// - Parameters:
    ///   - loop: The loop of the connection that is meant.
    ///   - calls: Where it may block.
    ///   - deadline: When it is given up, if that is possible.
    ///   - isWanted: Asked before it is sent, if that is not at once.
    ///   - completion: Told whether the server has taken it, which says nothing about the statement. Called once, or never
    ///     where it was not wanted any more.
    func send(
        on loop: PGEventLoop,
        _ calls: BlockingCalls,
        deadline: MonotonicInstant,
        isWanted: @escaping @Sendable () -> Bool,
        completion: @escaping @Sendable (_ isTaken: Bool) -> Void
    )
}
