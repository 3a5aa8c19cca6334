// SPDX-License-Identifier: Apache-2.0

extension ConnectionDriver {
    /// What an event leaves to be done once the connection's lock is open again: nothing of ours that runs somebody
    /// else's code runs under it.
    struct Effects {
        typealias Delivery = (statement: PendingStatement, outcome: StatementOutcome)

        /// What few events bring. Kept apart, so that the others need not look at each of them.
        struct Rare {
            var deliveries: [Delivery] = []
            /// Consumers of streams that have something to do.
            var wakes: [@Sendable () -> Void] = []
            var notifications: [PGNotification] = []
            var notificationHandler: (@Sendable (PGNotification) -> Void)?
            var notices: [PGNotice] = []
            var cancelRequest: (CancelRequest, StatementID)?
            var closed: PGError?
        }

        /// Nearly always the only one.
        private(set) var delivery: Delivery?
        var hasSettled = false
        private(set) var rare: [Rare] = []

        mutating func deliver(_ outcome: StatementOutcome, to statement: PendingStatement?) {
            guard let statement else { return }
            if delivery == nil {
                delivery = (statement, outcome)
            } else {
                add { $0.deliveries.append((statement, outcome)) }
            }
        }

        mutating func add(_ change: (inout Rare) -> Void) {
            if rare.isEmpty { rare.append(Rare()) }
            change(&rare[0])
        }

        var notices: [PGNotice] { rare.first?.notices ?? [] }

        func resumeCallers() {
            for wake in rare.first?.wakes ?? [] { wake() }
            if let delivery { delivery.statement.receiver.finish(delivery.outcome) }
            for delivery in rare.first?.deliveries ?? [] { delivery.statement.receiver.finish(delivery.outcome) }
        }
    }
}
