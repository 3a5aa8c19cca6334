// SPDX-License-Identifier: Apache-2.0

#if Tracing
import Testing

@testable import PGClient

@Suite("The keyword that names a statement's span")
struct LeadingKeywordTests {
    @Test(
        "is the first word, as it is written",
        arguments: [
            ("SELECT 1", "SELECT"),
            ("select 1", "select"),
            (" \n\tInsert INTO stack VALUES ($1)", "Insert"),
            ("(SELECT 1) UNION (SELECT 2)", "SELECT"),
            ("WITH a AS (SELECT 1) TABLE a", "WITH"),
            ("-- by id\nUPDATE stack SET id = 1", "UPDATE"),
            ("/* a /* nested */ one */DELETE FROM stack", "DELETE"),
            ("CHECKPOINT", "CHECKPOINT"),
            ("DEALLOCATE ALL", "DEALLOCATE"),
            ("SELECT", "SELECT"),
            ("VALUES(1)", "VALUES"),
        ]
    )
    func found(_ sql: String, _ keyword: String) {
        #expect(LeadingKeyword.of(sql) == keyword)
    }

    @Test(
        "is none where the statement begins with something else, so that texts from outside make no new names",
        arguments: [
            "", "   ", "--", "-- SELECT", "/* SELECT", "/* /* */ SELECT", "SELECTED", "SELECT1", "frobnicate", "1",
            "$1",
            "é SELECT", "SELECT_all", "SELECTé", "CHECKPOINTS", "-1", "/", "a", "SELECTSELECTSELECT",
        ]
    )
    func none(_ sql: String) {
        #expect(LeadingKeyword.of(sql) == nil)
    }
}
#endif
