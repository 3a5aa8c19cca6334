// SPDX-License-Identifier: Apache-2.0

internal import CLibPQ

/// A cancel request that blocks, without a limit where the server is stopped, and goes over the network as it is, whatever
/// the connection does: all that libpq can do before version 17.
///
/// `@unchecked Sendable`: the `PGcancel` is written once, when it is made, and `PQcancel` only reads it.
final class BlockingCancelRequest: CancelRequest, @unchecked Sendable {
    private let request: OpaquePointer

    init(_ request: OpaquePointer) {
        self.request = request
    }

    deinit { PQfreeCancel(request) }

    func send(
        on loop: PGEventLoop,
        _ calls: BlockingCalls,
        deadline: MonotonicInstant,
        isWanted: @escaping @Sendable () -> Bool,
        completion: @escaping @Sendable (_ isTaken: Bool) -> Void
    ) {
        calls.run {
            guard isWanted() else { return }
            completion(self.send())
        }
    }

    private func send() -> Bool {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            PQcancel(request, buffer.baseAddress, Int32(buffer.count)) == 1
        }
    }
}
