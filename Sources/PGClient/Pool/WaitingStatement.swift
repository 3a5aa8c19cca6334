// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// A statement that waits in a pool's queue, and later runs on a connection without a lease. It is called off in the one
/// place or the other.
final class WaitingStatement: Sendable {
    /// Where it runs.
    private struct Place: Sendable {
        let driver: ConnectionDriver
        let id: ConnectionDriver.StatementID
    }

    let statement: PendingStatement
    /// When it began to wait.
    let start: MonotonicInstant
    private let isCancelled = Atomic<Bool>(false)
    private let place = Mutex<Place?>(nil)

    init(_ statement: PendingStatement, start: MonotonicInstant) {
        self.statement = statement
        self.start = start
    }

    /// Sends it. To be called once, while no lock is held.
    func send(over driver: ConnectionDriver) {
        let id = driver.newID()
        place.withLock { $0 = Place(driver: driver, id: id) }
        // Asked under the lock that `abandon` takes: whoever cancels finds the statement there, or we see it cancelled.
        driver.submit(statement, id, lease: nil, unless: isCancelled.load(ordering: .sequentiallyConsistent))
    }

    /// Calls it off on its connection, now or when it comes there.
    ///
    /// - Returns: Whether it has a connection; otherwise it may still be in the queue.
    func cancel() -> Bool {
        isCancelled.store(true, ordering: .sequentiallyConsistent)
        guard let place = place.withLock({ $0 }) else { return false }
        place.driver.abandon(place.id, PGError(.cancelled, "the task was cancelled while its statement ran"))
        return true
    }
}
