// SPDX-License-Identifier: Apache-2.0

/// Who lends a connection out: told on the loop thread, or on the thread that ended a lease, outside of any lock.
protocol ConnectionOwner: AnyObject, Sendable {
    /// The lease has ended and the connection is idle.
    func connectionDidSettle(_ connection: ConnectionDriver)

    /// The connection is gone, leased or not. Called once.
    func connectionDidClose(_ connection: ConnectionDriver, _ error: PGError)
}
