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

    /// Makes those late that a look finds late.
    ///
    /// - Returns: Whether there were any.
    mutating func makeLate(_ look: inout LateLook) -> Bool {
        var hasLate = false
        if let (id, statement) = first, let late = statement.visited(&look, id) {
            first = (id, late)
            hasLate = true
        }
        for (id, statement) in others {
            guard let late = statement.visited(&look, id) else { continue }
            others[id] = late
            hasLate = true
        }
        return hasLate
    }

    mutating func insert(_ statement: consuming PendingStatement, _ id: ID) {
        if first == nil { first = (id, statement) } else { others[id] = statement }
    }

    mutating func removeValue(forKey id: ID) -> PendingStatement? {
        if first?.id == id { return first.take()?.statement }
        return others.isEmpty ? nil : others.removeValue(forKey: id)
    }
}

extension PendingStatement {
    /// - Returns: What takes its place, where its caller becomes late.
    fileprivate func visited(_ look: inout LateLook, _ id: StatementTable.ID) -> PendingStatement? {
        guard case .whole(let caller) = receiver else { return nil }
        return look.visit(id, caller).map(answering)
    }
}
