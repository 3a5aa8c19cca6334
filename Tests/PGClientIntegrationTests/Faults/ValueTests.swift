// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Foundation
import PGClient
import PGClusterTesting
import Testing

@Suite("Values at the edge", .cluster(replicas: 0), .timeLimit(.minutes(1)))
struct ValueTests {
    @Test("a row of 100 MB arrives whole")
    func largeRow() async throws {
        try await withConnection { connection in
            let size = 100 << 20
            let query: PGQuery = "SELECT convert_to(repeat('abcd', \(Int32(size / 4))), 'UTF8')"
            let result = try await connection.query(query)
            let value = try #require(try result.first?.decode(Data.self, at: 0))
            #expect(value.count == size)
            #expect(value.prefix(4) == Data("abcd".utf8) && value.suffix(4) == Data("abcd".utf8))
            try await expectAnswer(from: connection, 1)
        }
    }

    @Test("a row of 100 MB that nobody waits for any more is not in the way of the next statement")
    func abandonedLargeRow() async throws {
        let patient = try configuration { $0.cancelTimeout = .seconds(20) }
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30)), configuration: patient) { pool in
            let error = await failure {
                try await pool.withConnection { connection in
                    let query: PGQuery = "SELECT repeat('abcd', 26214400)"
                    _ = try await connection.query(query, deadline: .now + .milliseconds(60))
                }
            }
            #expect(error == nil || error?.code == .statementTimedOut)
            try await pool.withConnection { try await expectAnswer(from: $0, 2) }
        }
    }

    @Test("a statement of 1 MB works, on a pool and multiplexed, from many tasks at once")
    func largeStatement() async throws {
        let literal = String(repeating: "z", count: 1 << 20)
        let sql = "SELECT length('\(literal)'), '\(literal)'"
        try await withPool { pool in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        let rows = try await pool.withConnection { connection in
                            try await connection.query(PGQuery(sql: sql), as: (Int, String).self)
                        }
                        #expect(rows.first?.0 == 1 << 20 && rows.first?.1 == literal)
                    }
                }
                try await group.waitForAll()
            }
        }
        // More than both sockets hold, in both directions at once: neither side may wait for the other.
        try await withMultiplexer(configuration(), .init(connections: 1, acquireTimeout: .seconds(40))) { multiplexer in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        let query: PGQuery = "SELECT \(number), \(literal)::text"
                        let rows = try await multiplexer.query(query, as: (Int, String).self)
                        #expect(rows.first?.0 == number && rows.first?.1 == literal)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("a NUL in a parameter or in the text is refused before anything is sent")
    func nul() async throws {
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30))) { pool in
            try await pool.withConnection { connection in
                let process = connection.serverProcessID
                for query: PGQuery in ["SELECT \("a\0b")::text", "SELECT \(["a", "\0"])::text[]", "SELECT 'a\0b'"] {
                    let error = await failure { _ = try await connection.query(query) }
                    #expect(error?.code == .invalidParameter || error?.sqlState == "22021", "\(error as Any)")
                    #expect(connection.serverProcessID == process)
                    try await expectAnswer(from: connection, 3)
                }
                let bytes = try await connection.query("SELECT \([0, 1, 0] as [UInt8])", as: [UInt8].self)
                #expect(bytes == [[0, 1, 0]])
            }
        }
    }

    @Test(
        "more parameters than the protocol can number are refused, and cost neither connection nor neighbours",
        arguments: [65_535, 65_536, 70_000]
    )
    func manyParameters(count: Int) async throws {
        var parameters = PGParameters()
        for _ in 0..<count { parameters.appendNull() }
        let query = PGQuery(sql: "SELECT 1", parameters: parameters)
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30))) { pool in
            try await pool.withConnection { connection in
                let process = connection.serverProcessID
                let error = await failure { _ = try await connection.query(query) }
                if count > 65_535 { #expect(error?.code == .invalidParameter, "\(error as Any)") }
                #expect(connection.serverProcessID == process)
                try await expectAnswer(from: connection, 4)
            }
        }
        try await withMultiplexer(configuration(), .init(connections: 1)) { multiplexer in
            let before = try await multiplexer.query("SELECT pg_backend_pid()", as: Int.self)
            let error = await failure { _ = try await multiplexer.query(query) }
            if count > 65_535 { #expect(error?.code == .invalidParameter, "\(error as Any)") }
            let after = try await multiplexer.query("SELECT pg_backend_pid()", as: Int.self)
            #expect(before == after)
        }
    }

    @Test("bytes from a SQL_ASCII database that are no UTF-8 are an error that says so, and harm nothing else")
    func invalidUTF8() async throws {
        _ = try await withConnection(superuserConfiguration()) { superuser in
            try await superuser.execute(
                "CREATE DATABASE raw OWNER app ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
            )
        }
        var address = try #require(URLComponents(string: ClusterTrait.cluster.uri(of: "primary")))
        address.path = "/raw"
        try await withConnection(PGConfiguration(#require(address.string))) { connection in
            let bad: PGQuery = "SELECT convert_from('\\xff41c3'::bytea, 'SQL_ASCII') AS broken"
            let error = await failure { try await connection.query(bad, as: String.self) }
            #expect(error?.code == .typeMismatch)
            #expect(error?.message.contains("UTF-8") == true && error?.message.contains("broken") == true)
            // In a column's name and in the server's own words they are replaced.
            let name: PGQuery =
                "DO $$ BEGIN EXECUTE 'CREATE TEMP TABLE t AS SELECT 1 AS \"a' || chr(255) || '\"'; END $$"
            try await connection.execute(name)
            let names = try await connection.query("SELECT * FROM t").columnNames
            #expect(names == ["a\u{FFFD}"])
            let raised = await failure { try await connection.execute("DO $$ BEGIN RAISE 'a%', chr(254); END $$") }
            #expect(raised?.message == "a\u{FFFD}")
            try await expectAnswer(from: connection, 5)
        }
    }
}
