// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Foundation
import PGClient
import Testing

@Suite("Queries", .cluster(replicas: 0))
struct QueryTests {
    @Test("values of each type come back as they were sent")
    func roundTrip() async throws {
        let uuid = UUID()
        let bytes: [UInt8] = [0, 1, 254, 255]
        try await withConnection { connection in
            let rows = try await connection.query(
                """
                SELECT \(true), \(Int16.min), \(Int32.max), \(Int64.min), \(Float(1.5)), \(-0.1), \("né'\\"), \
                \(bytes), \(uuid), \(nil as String?)::text, \("")
                """,
                as: (Bool, Int16, Int32, Int64, Float, Double, String, [UInt8], UUID, String?, String).self
            )
            let row = try #require(rows.first)
            #expect(row.0 && row.1 == .min && row.2 == .max && row.3 == .min && row.4 == 1.5 && row.5 == -0.1)
            #expect(row.6 == "né'\\" && row.7 == bytes && row.8 == uuid && row.9 == nil && row.10 == "")
        }
    }

    @Test("a string fits wherever the server can read it: a uuid, a date, an enum")
    func untypedText() async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TEMPORARY TABLE t (id uuid, day date)")
            let id = UUID()
            try await connection.execute("INSERT INTO t VALUES (\(id.uuidString), \("2026-11-21"))")
            let days = try await connection.query("SELECT day::text FROM t WHERE id = \(id)", as: String.self)
            #expect(days == ["2026-11-21"])
        }
    }

    @Test("columns are found by name and by position, and what is not there is an error that says what is")
    func columns() async throws {
        try await withConnection { connection in
            let result = try await connection.query("SELECT 7 AS id, 'x' AS title")
            let row = try #require(result.first)
            #expect(try row.decode(Int.self, named: "id") == 7)
            #expect(try row.decode(String.self, at: 1) == "x")
            let byName = #expect(throws: PGError.self) { try row.decode(Int.self, named: "Id") }
            #expect(byName?.code == .missingColumn)
            #expect(byName?.message.contains("id, title") == true)
            let byPosition = #expect(throws: PGError.self) { try row.decode(Int.self, at: 2) }
            #expect(byPosition?.code == .missingColumn)
            #expect(#expect(throws: PGError.self) { try row.decode(Int.self, at: -1) }?.code == .missingColumn)
            let tooMany = #expect(throws: PGError.self) { try row.decode(as: (Int, String, Int).self) }
            #expect(tooMany?.code == .missingColumn)
        }
    }

    @Test("what cannot be decoded is an error that names column, type and value")
    func decodingErrors() async throws {
        try await withConnection { connection in
            let null = await failure { _ = try await connection.query("SELECT NULL::bigint AS parent", as: Int.self) }
            #expect(null?.code == .unexpectedNull)
            #expect(null?.message.contains("column \"parent\"") == true)
            let overflow = await failure { _ = try await connection.query("SELECT 70000 AS n", as: Int16.self) }
            #expect(overflow?.code == .overflow)
            #expect(overflow?.message.contains("70000") == true)
            let mismatch = await failure { _ = try await connection.query("SELECT 1.5::numeric AS x", as: Double.self) }
            #expect(mismatch?.code == .typeMismatch)
            #expect(mismatch?.message.contains("numeric") == true)
            let text = await failure { _ = try await connection.query("SELECT 1", as: String.self) }
            #expect(text?.code == .typeMismatch)
        }
    }

    @Test("an error of the server has its SQLSTATE and leaves the connection usable")
    func serverError() async throws {
        try await withConnection { connection in
            let error = await failure { try await connection.execute("SELECT 1 / 0") }
            #expect(error?.code == .server)
            #expect(error?.sqlState == "22012")
            #expect(error?.server == "primary")
            try await expectAnswer(from: connection, 1)
        }
    }

    @Test("statements of many tasks on one connection each get their own answer")
    func queued() async throws {
        try await withConnection { connection in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        try await expectAnswer(from: connection, number)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("values of many megabytes go both ways")
    func largeValues() async throws {
        let bytes = (0..<8_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try await withConnection { connection in
            let echoed = try await connection.query("SELECT \(bytes)", as: [UInt8].self)
            #expect(echoed == [bytes])
        }
    }

    @Test("affected rows are counted, and an empty statement is none")
    func affectedRows() async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TEMPORARY TABLE t (id int)")
            #expect(try await connection.execute("INSERT INTO t SELECT generate_series(1, \(12))") == 12)
            #expect(try await connection.execute("DELETE FROM t WHERE id > \(10)") == 2)
            #expect(try await connection.execute("") == 0)
            #expect(try await connection.query("SELECT id FROM t WHERE false", as: Int.self).isEmpty)
        }
    }

    @Test("COPY is refused with a sentence and does not hang", arguments: ["COPY t FROM STDIN", "COPY t TO STDOUT"])
    func copy(_ statement: String) async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TEMPORARY TABLE t (id int)")
            let error = await failure { try await connection.execute(PGQuery(sql: statement)) }
            #expect(error?.code == .unsupported)
        }
    }

    @Test("a read-only connection writes nothing and says 25006")
    func readOnly() async throws {
        let configuration = try primaryConfiguration { $0.isReadOnly = true }
        try await withConnection(configuration) { connection in
            let error = await failure { try await connection.execute("CREATE TABLE must_not_be (id int)") }
            #expect(error?.sqlState == .readOnlyTransaction)
        }
        try await withConnection { connection in
            let tables = try await connection.query("SELECT to_regclass('must_not_be')::text", as: String?.self)
            #expect(tables == [nil])
        }
    }

    @Test("a statement past its deadline is cancelled on the server, and the connection goes on")
    func deadline() async throws {
        try await withConnection { connection in
            let error = await failure {
                _ = try await connection.query("SELECT pg_sleep(60)", deadline: .now + .milliseconds(100))
            }
            #expect(error?.code == .statementTimedOut)
            try await expectAnswer(from: connection, 1)
        }
    }
}
