// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("The trace of a session")
struct SessionTraceTests {
    @Test(
        "is suspected of statements that can change the session by a function",
        arguments: [
            "SELECT pg_advisory_lock(1)", "select PG_ADVISORY_XACT_LOCK(1)", "SELECT set_config('a.b', 'c', false)",
            "CREATE TEMP TABLE t ()", "SELECT 1 INTO TEMPORARY t", "temp",
        ]
    )
    func suspicious(_ sql: String) {
        #expect(SessionTrace.mayChangeSession(sql))
    }

    @Test(
        "is not suspected of plain statements",
        arguments: ["", "tem", "SELECT 1", "INSERT INTO stack VALUES ($1)", "SELECT title FROM stäck WHERE id = $1"]
    )
    func plain(_ sql: String) {
        #expect(!SessionTrace.mayChangeSession(sql))
    }

    @Test("is remembered by the name of a prepared statement, and forgotten with it")
    func names() {
        var trace = SessionTrace()
        trace.willSend(.prepare(name: .init(number: 1)), of: "SELECT pg_advisory_lock(1)")
        #expect(!trace.isMarked)
        trace.willSend(.execute(name: .init(number: 2)), of: "SELECT 1")
        #expect(!trace.isMarked)
        trace.willSend(.execute(name: .init(number: 1)), of: "SELECT pg_advisory_lock(1)")
        #expect(trace.isMarked)
        trace.clear()
        trace.willSend(.deallocate(name: .init(number: 1)), of: "")
        trace.willSend(.execute(name: .init(number: 1)), of: "SELECT 1")
        #expect(!trace.isMarked)
    }

    @Test("is undone with a rollback only where a transaction is open, as the server warns of any other")
    func rollsBack() {
        #expect(SessionTrace.reset(rollsBack: true) == "ROLLBACK; " + SessionTrace.reset(rollsBack: false))
        #expect(!SessionTrace.reset(rollsBack: false).contains("ROLLBACK"))
    }
}
