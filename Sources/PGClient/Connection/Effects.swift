// SPDX-License-Identifier: Apache-2.0

extension ConnectionDriver {
    /// What an event leaves to be done once the connection's lock is open again: nothing of ours that runs somebody
    /// else's code runs under it.
    struct Effects: ~Copyable {
        typealias Delivery = (statement: PendingStatement, outcome: StatementOutcome)

        /// What few events bring. Kept apart, so that the others need not look at each of them.
        struct Rare {
            var deliveries: [Delivery] = []
            /// Consumers of streams that have something to do.
            var wakes: [@Sendable () -> Void] = []
            var notifications: [PGNotification] = []
            var notificationHandler: (@Sendable (PGNotification) -> Void)?
            var notices: [PGNotice] = []
            var cancelRequest: (any CancelRequest, StatementID)?
            var closed: PGError?
        }

        private final class Box {
            var rare = Rare()
        }

        /// Nearly always the only one.
        private var delivery: Delivery?
        var hasSettled = false
        /// Whether an answer came that is so small that it came in one piece.
        var hasSmallAnswer = false
        private var box: Box?

        var rare: Rare? { box?.rare }
        /// Whether nothing came of what few events bring.
        var isPlain: Bool { box == nil }
        var notices: [PGNotice] { box?.rare.notices ?? [] }

        mutating func deliver(_ outcome: consuming StatementOutcome, to statement: consuming PendingStatement?) {
            guard let statement else { return }
            if delivery == nil {
                delivery = (statement, outcome)
            } else {
                add { $0.deliveries.append((statement, outcome)) }
            }
        }

        /// Whether a statement was answered, with nothing beside it and with little.
        var isOneSmallAnswer: Bool { isPlain && hasSmallAnswer }

        /// The answer that was to be found at a place, for the caller that has come for it.
        mutating func takeAnswer(at place: StatementAnswer) -> StatementOutcome? {
            guard case .whole(.reading(let other))? = delivery?.statement.receiver, other === place else { return nil }
            return delivery.take()?.outcome
        }

        mutating func add(_ change: (inout Rare) -> Void) {
            let box = box ?? Box()
            change(&box.rare)
            self.box = box
        }

        mutating func resumeCallers() {
            if let box { for wake in box.rare.wakes { wake() } }
            if let (statement, outcome) = delivery.take() { statement.receiver.finish(outcome) }
            if let box { for (statement, outcome) in box.rare.deliveries { statement.receiver.finish(outcome) } }
        }
    }
}
