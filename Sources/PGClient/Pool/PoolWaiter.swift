// SPDX-License-Identifier: Apache-2.0

/// Who waits in a pool's queue for a connection.
enum PoolWaiter: Sendable {
    /// Somebody who will use it.
    case lease(SoleContinuation<LeaseOutcome>)

    /// A statement, which is sent as soon as there is one: nobody has to be woken for that.
    case statement(WaitingStatement)

    /// To be called once, while no lock is held.
    func fail(_ error: PGError) {
        switch self {
        case .lease(let continuation): continuation.resume(returning: .failure(error))
        case .statement(let waiting): waiting.statement.receiver.finish(.failure(error))
        }
    }
}
