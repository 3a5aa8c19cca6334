// SPDX-License-Identifier: Apache-2.0

import PGClient

/// More writes than usual on the primary, from connections that no router has a say in.
struct WriteBurst {
    static let writers = 2
    /// Of each statement.
    static let rows = 2_000
    /// The most statements of a writer, so that what they write stays small.
    static let mostStatements = 200

    let ground: PolicyGround

    /// Goes on until the task is cancelled, or everybody has written as much as they may.
    func run() async {
        await withDiscardingTaskGroup { group in
            for writer in 0..<Self.writers {
                group.addTask {
                    let first = writer * Self.rows + 1
                    let query: PGQuery =
                        "UPDATE burst SET version = version + 1 WHERE id BETWEEN \(first) AND \(first + Self.rows - 1)"
                    // What fails is not written; the burst is then a smaller one.
                    try? await ground.withPrimary { primary in
                        for _ in 0..<Self.mostStatements where !Task.isCancelled { try await primary.execute(query) }
                    }
                }
            }
        }
    }
}
