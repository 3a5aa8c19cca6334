// SPDX-License-Identifier: Apache-2.0

internal import DequeModule

/// Callers that wait for a connection, in order of arrival, each with the instant at which it gives up.
struct WaiterQueue: Sendable {
    typealias ID = UInt64

    /// A number that is no longer in `deadlines` has been served or has given up.
    private var order: Deque<ID> = []
    private var deadlines = NumberTable<MonotonicInstant>()

    var count: Int { deadlines.count }
    var isEmpty: Bool { deadlines.isEmpty }
    var earliestDeadline: MonotonicInstant? { deadlines.all.min() }

    mutating func append(_ id: ID, deadline: MonotonicInstant) {
        order.append(id)
        deadlines[id] = deadline
    }

    /// - Returns: Whether it was still waiting.
    mutating func remove(_ id: ID) -> Bool {
        guard deadlines.removeValue(for: id) != nil else { return false }
        if order.count > 2 * deadlines.count + 64 { order.removeAll { deadlines[$0] == nil } }
        return true
    }

    /// Takes the one that has waited longest.
    mutating func popFirst() -> ID? {
        while let id = order.popFirst() {
            if deadlines.removeValue(for: id) != nil { return id }
        }
        return nil
    }

    /// Takes those whose deadline has come, in order of arrival.
    mutating func takeExpired(_ now: MonotonicInstant) -> [ID] {
        guard !deadlines.numbers(where: { $0 <= now }).isEmpty else { return [] }
        let expired = Array(order.filter { id in deadlines[id].map { $0 <= now } ?? false })
        for id in expired { deadlines[id] = nil }
        order.removeAll { deadlines[$0] == nil }
        return expired
    }

    /// Takes all, in order of arrival.
    mutating func takeAll() -> [ID] {
        defer {
            order = []
            deadlines = NumberTable()
        }
        return Array(order.filter { deadlines[$0] != nil })
    }
}
