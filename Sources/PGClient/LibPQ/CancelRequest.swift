// SPDX-License-Identifier: Apache-2.0

internal import CLibPQ

/// A request to cancel what one connection is doing, independent of the connection itself.
///
/// `@unchecked Sendable`: the `PGcancel` is written once, when it is made, and `PQcancel` only reads it.
final class CancelRequest: @unchecked Sendable {
    private let request: OpaquePointer

    init(_ request: OpaquePointer) {
        self.request = request
    }

    deinit { PQfreeCancel(request) }

    /// Sends the request over a connection of its own and waits until the server has taken it. Blocks, without
    /// a limit where the server is stopped: call it on ``BlockingCalls``.
    ///
    /// - Returns: Whether the server has taken it, which says nothing about the statement.
    func send() -> Bool {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            PQcancel(request, buffer.baseAddress, Int32(buffer.count)) == 1
        }
    }
}
