// SPDX-License-Identifier: Apache-2.0

/// The statements of one connection whose callers wait: nearly always one, which then costs no hashing and no allocation.
struct StatementTable: Sendable {
    typealias ID = ConnectionStateMachine.StatementID

    private var first: (id: ID, statement: PendingStatement)?
    private var others: [ID: PendingStatement] = [:]

    subscript(id: ID) -> PendingStatement? {
        if let first, first.id == id { return first.statement }
        return others.isEmpty ? nil : others[id]
    }

    /// The statements whose time is over.
    func due(_ now: MonotonicInstant) -> [ID] {
        func isDue(_ statement: PendingStatement) -> Bool { statement.deadline.map { $0 <= now } ?? false }
        var due = others.filter { isDue($0.value) }.map(\.key)
        if let first, isDue(first.statement) { due.append(first.id) }
        return due
    }

    var earliestDeadline: MonotonicInstant? {
        let rest = others.values.lazy.compactMap(\.deadline).min()
        guard let deadline = first?.statement.deadline else { return rest }
        return rest.map { min($0, deadline) } ?? deadline
    }

    /// Makes statements with smaller numbers late.
    ///
    /// - Returns: What wakes their callers, and whether there are others that may become late.
    mutating func makeLate(below number: ID) -> (wakes: [@Sendable () -> Void], continues: Bool) {
        var wakes: [@Sendable () -> Void] = []
        var continues = false
        func replacement(_ id: ID, _ statement: PendingStatement) -> PendingStatement? {
            guard let (late, wake) = statement.becomeLate() else { return nil }
            guard id < number else {
                continues = true
                return nil
            }
            wakes.append(wake)
            return late
        }
        if let (id, statement) = first, let late = replacement(id, statement) { first = (id, late) }
        for (id, statement) in others {
            if let late = replacement(id, statement) { others[id] = late }
        }
        return (wakes, continues)
    }

    mutating func insert(_ statement: PendingStatement, _ id: ID) {
        if first == nil { first = (id, statement) } else { others[id] = statement }
    }

    mutating func removeValue(forKey id: ID) -> PendingStatement? {
        if first?.id == id { return first.take()?.statement }
        return others.isEmpty ? nil : others.removeValue(forKey: id)
    }
}
