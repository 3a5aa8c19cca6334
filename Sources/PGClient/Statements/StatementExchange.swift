// SPDX-License-Identifier: Apache-2.0

/// The way of one statement over the wire: making room, preparing, running, and repairing a plan that went stale. Pure;
/// each step is one round trip that the driver performs.
///
/// | phase | answer | next step |
/// | --- | --- | --- |
/// | deallocating | any | `prepare`: a name that is gone already is as good |
/// | preparing | success | `execute` |
/// | preparing | failure | `finish` |
/// | executing a prepared one | 0A000 or 26000 about it, no transaction open, not repaired yet | `deallocate` or `prepare`, anew |
/// | executing | anything else | `finish` |
///
/// A statement that has run can end with the same two, which a function or procedure in it has raised. It must not run again:
/// a procedure may have committed by then, and a stream may have given rows away.
struct StatementExchange: Sendable {
    enum Step: Equatable, Sendable {
        case deallocate(name: StatementName)
        case prepare(name: StatementName)
        case execute(name: StatementName)
        case executeDirect
        /// What the last step brought is the statement's answer.
        case finish

        /// Whether the step runs the statement itself.
        var runs: Bool {
            switch self {
            case .execute, .executeDirect: true
            case .deallocate, .prepare, .finish: false
            }
        }
    }

    private enum Phase: Sendable {
        case deallocating(next: StatementName)
        case preparing(StatementName)
        case executing(StatementName?)
    }

    private var phase = Phase.executing(nil)
    private var isRepaired = false

    /// Starts a statement.
    mutating func begin(_ query: borrowing PGQuery, _ cache: inout StatementCache) -> Step {
        isRepaired = false
        return start(cache.use(query))
    }

    /// Whether the current step is the statement itself: then its success is the end.
    var runsStatement: Bool { if case .executing = phase { true } else { false } }

    /// The current step is over.
    ///
    /// - Parameters:
    ///   - failure: The server's error, if it was one.
    ///   - isOutsideTransaction: Whether the session is outside of any transaction now: inside of one, a failed statement
    ///     has ended it and nothing can be repaired.
    mutating func stepEnded(
        _ query: borrowing PGQuery,
        failure: PGError?,
        isOutsideTransaction: Bool,
        _ cache: inout StatementCache
    ) -> Step {
        switch phase {
        case .deallocating(let name):
            phase = .preparing(name)
            return .prepare(name: name)
        case .preparing(let name):
            guard failure == nil else { return .finish }
            cache.insert(query, name: name)
            phase = .executing(name)
            return .execute(name: name)
        case .executing(let name):
            guard let name, let failure, failure.refuses(name) else { return .finish }
            cache.remove(query, named: name)
            guard isOutsideTransaction, !isRepaired else { return .finish }
            isRepaired = true
            guard case .prepare(let next, nil) = cache.use(query) else { return .finish }
            // A plan whose result type has changed is still there under its old name; a missing statement is not.
            guard failure.isOfStalePlan else { return start(.prepare(name: next, evicting: nil)) }
            return start(.prepare(name: next, evicting: name))
        }
    }

    private mutating func start(_ use: StatementCache.Use) -> Step {
        switch use {
        case .direct:
            phase = .executing(nil)
            return .executeDirect
        case .prepared(let name):
            phase = .executing(name)
            return .execute(name: name)
        case .prepare(let name, nil):
            phase = .preparing(name)
            return .prepare(name: name)
        case .prepare(let name, let evicted?):
            phase = .deallocating(next: name)
            return .deallocate(name: evicted)
        }
    }
}

extension PGError {
    /// Whether the server did not begin with a prepared statement, because of its plan or because it does not have it.
    fileprivate func refuses(_ name: StatementName) -> Bool {
        isOfStalePlan || (sqlState == .invalidStatementName && message.names(name.description))
    }
}

extension String {
    /// Whether a word stands in a message, whose language and quotation marks nobody knows.
    fileprivate func names(_ word: String) -> Bool {
        split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains { $0 == word }
    }
}
