// SPDX-License-Identifier: Apache-2.0

extension ConnectionDriver {
    /// What an event leaves to be done once the connection's lock is open again: nothing of ours that runs somebody
    /// else's code runs under it.
    struct Effects {
        typealias Delivery = (receiver: Receiver, outcome: Result<PGResult, PGError>)

        // Nearly always there is at most one, which then costs no array.
        private var first: Delivery?
        private var others: [Delivery] = []

        /// Consumers of streams that have something to do.
        var wakes: [@Sendable () -> Void] = []
        var notifications: [PGNotification] = []
        var notificationHandler: (@Sendable (PGNotification) -> Void)?
        var notices: [PGNotice] = []
        var cancelRequest: (CancelRequest, StatementID)?
        var hasSettled = false
        var closed: PGError?

        mutating func deliver(_ outcome: Result<PGResult, PGError>, to statement: Statement?) {
            guard let statement else { return }
            if first == nil {
                first = (statement.receiver, outcome)
            } else {
                others.append((statement.receiver, outcome))
            }
        }

        func resumeCallers() {
            for wake in wakes { wake() }
            if let first { first.receiver.finish(first.outcome)() }
            for delivery in others { delivery.receiver.finish(delivery.outcome)() }
        }
    }
}
