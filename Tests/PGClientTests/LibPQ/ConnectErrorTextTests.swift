// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("libpq's connect errors")
struct ConnectErrorTextTests {
    @Test("a server's refusal gives up its SQLSTATE")
    func sqlState() {
        let text = """
            connection to server at "127.0.0.1", port 5432 failed: FATAL:  28P01: password authentication failed for \
            user "app"
            LOCATION:  auth_failed, auth.c:326

            """
        let error = ConnectErrorText(text).error
        #expect(error.code == .authenticationFailed)
        #expect(error.sqlState == "28P01")
        #expect(error.message == "password authentication failed for user \"app\"")
    }

    @Test("a translated severity changes nothing")
    func translated() {
        let error = ConnectErrorText("FATAL :  3D000: la base de données « x » n'existe pas\n").error
        #expect(error.sqlState == "3D000")
        #expect(error.code == .connectFailed)
    }

    @Test("a failure below the protocol has no SQLSTATE and keeps its words")
    func noSQLState() {
        let text =
            "connection to server at \"::1\", port 1 failed: Connection refused\n\tIs the server running there?\n"
        let error = ConnectErrorText(text).error
        #expect(error.sqlState == nil)
        #expect(error.message == "Connection refused")
        #expect(ConnectErrorText("").error.message == "the server gave no reason")
    }
}
