// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Foundation
import PGClient
import Testing

enum Mood: String, Codable, CaseIterable, PGEncodable, PGDecodable { case happy, sad = "so \"so\", \\ sad" }

@Suite("Types on a server", .cluster(replicas: 0))
struct RoundTripTests {
    /// Sends each value and expects it back, and the text that the server makes of it.
    func check<Value: PGEncodable & PGDecodable & Equatable>(
        _ connection: PGConnection,
        as type: String,
        _ cases: [(value: Value, text: String)],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        for (value, text) in cases {
            let rows = try await connection.query(
                "SELECT \(value)::\(unescaped: type), \(value)::\(unescaped: type)::text",
                as: (Value, String).self
            )
            #expect(rows.first?.0 == value, sourceLocation: sourceLocation)
            #expect(rows.first?.1 == text, sourceLocation: sourceLocation)
        }
    }

    @Test("numbers and other scalars are for the server what they are here")
    func scalars() async throws {
        let uuid = try #require(UUID(uuidString: "00112233-4455-6677-8899-AABBCCDDEEFF"))
        try await withConnection { connection in
            try await check(connection, as: "boolean", [(true, "true"), (false, "false")])
            try await check(connection, as: "smallint", [(Int16.min, "-32768"), (.max, "32767")])
            try await check(connection, as: "integer", [(Int32.min, "\(Int32.min)"), (.max, "\(Int32.max)")])
            try await check(connection, as: "bigint", [(Int64.min, "\(Int64.min)"), (.max, "\(Int64.max)")])
            try await check(connection, as: "bigint", [(Int.min, "\(Int.min)"), (.max, "\(Int.max)")])
            try await check(connection, as: "oid", [(UInt32.min, "0"), (.max, "4294967295")])
            try await check(connection, as: "real", [(Float(1.5), "1.5"), (-.infinity, "-Infinity")])
            try await check(
                connection,
                as: "double precision",
                [(0.1, "0.1"), (.leastNonzeroMagnitude, "5e-324"), (.infinity, "Infinity")]
            )
            try await check(connection, as: "text", [("né'\\", "né'\\"), ("", "")])
            try await check(connection, as: "bytea", [([0, 255] as [UInt8], "\\x00ff"), ([], "\\x")])
            try await check(connection, as: "bytea", [(Data([0, 255]), "\\x00ff"), (Data(), "\\x")])
            try await check(connection, as: "uuid", [(uuid, "00112233-4455-6677-8899-aabbccddeeff")])
        }
    }

    @Test("JSON goes into json and jsonb and comes back, with dates that the server can read and write")
    func json() async throws {
        struct Settings: Codable, Equatable { var theme: String; var at: Date; var sizes: [Double?] }
        let settings = Settings(theme: "né\"\\/", at: Date(timeIntervalSinceReferenceDate: 0.25), sizes: [1.5, nil])
        try await withConnection { connection in
            try await connection.execute("CREATE TEMPORARY TABLE t (a json, b jsonb)")
            try await connection.execute("INSERT INTO t VALUES (\(PGJSON(settings)), \(PGJSON(settings)))")
            let rows = try await connection.query(
                """
                SELECT a, b, b->>'theme', (b->>'at')::timestamptz, json_build_object('at', (b->>'at')::timestamptz)
                FROM t
                """,
                as: (PGJSON<Settings>, PGJSON<Settings>, String, Date, PGJSON<[String: Date]>).self
            )
            let row = try #require(rows.first)
            #expect(row.0.value == settings && row.1.value == settings)
            #expect(row.2 == settings.theme && row.3 == settings.at && row.4.value == ["at": settings.at])
        }
    }

    @Test("XML is read as text", .enabled("the server was built without XML") { try await ServerBuild.has("libxml") })
    func xml() async throws {
        try await withConnection { connection in
            let texts = try await connection.query("SELECT '<a/>'::xml", as: String.self)
            #expect(texts == ["<a/>"])
        }
    }

    @Test("text types are read as the server writes them")
    func text() async throws {
        try await withConnection { connection in
            for (literal, type) in [
                ("16/B374D848", "pg_lsn"), ("0/0", "pg_lsn"), ("192.168.0.1", "inet"), ("10.0.0.0/8", "cidr"),
                ("::1", "inet"),
                ("pg_class", "name"), ("x", "\"char\""), ("a  ", "varchar"), ("[1, 2]", "json"), ("[1, 2]", "jsonb"),
            ] {
                let rows = try await connection.query(
                    "SELECT x, format('%s', x) FROM (SELECT \(literal)::\(unescaped: type) AS x) t",
                    as: (String, String).self
                )
                #expect(rows.first?.0 == rows.first?.1, "\(type)")
            }
            let money = await failure { try await connection.query("SELECT 1::money AS price", as: String.self) }
            #expect(money?.message.contains("column \"price\" of row 0 is money") == true)
        }
    }

    @Test("addresses of both versions are written as the server writes them")
    func addresses() async throws {
        var generator = SystemRandomNumberGenerator()
        let addresses: [String] =
            (0..<3_000).map { index in
                // Mostly zeros, so that there are runs to be shortened.
                let groups = (0..<8).map { _ in
                    Int.random(in: 0..<3) == 0 ? Int.random(in: 0...0xFFFF, using: &generator) : 0
                }
                let address =
                    index % 3 == 0
                    ? groups.prefix(4).map { "\($0 % 256)" }.joined(separator: ".")
                    : groups.map { String($0, radix: 16) }.joined(separator: ":")
                return index % 2 == 0 ? address : "\(address)/\(Int.random(in: 0...32, using: &generator))"
            } + ["::", "::ffff:1.2.3.4", "::1.2.3.4", "0:0:0:0:0:ffff:0:0", "::ffff:0:1"]
        try await withConnection { connection in
            let rows = try await connection.query(
                """
                SELECT a::inet, format('%s', a::inet), network(a::inet), format('%s', network(a::inet))
                FROM unnest(\(addresses)) a
                """,
                as: (String, String, String, String).self
            )
            #expect(rows.count == addresses.count)
            #expect(rows.allSatisfy { $0.0 == $0.1 })
            #expect(rows.allSatisfy { $0.2 == $0.3 })
        }
    }

    @Test("an enum here is an enum there, alone and in arrays")
    func enums() async throws {
        try await withConnection { connection in
            let labels = Mood.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            try await connection.execute("CREATE TYPE pg_temp.mood AS ENUM (\(unescaped: labels))")
            try await connection.execute("CREATE TEMPORARY TABLE t (one pg_temp.mood, several pg_temp.mood[])")
            try await connection.execute("INSERT INTO t VALUES (\(Mood.sad), \([Mood.happy, nil, .sad]))")
            try await connection.execute("INSERT INTO t VALUES (\(nil as Mood?), \([Mood]()))")
            let rows = try await connection.query(
                "SELECT one, several FROM t ORDER BY one NULLS LAST",
                as: (Mood?, [Mood?]).self
            )
            #expect(rows.map(\.0) == [.sad, nil])
            #expect(rows.map(\.1) == [[.happy, nil, .sad], []])
            let found = try await connection.query("SELECT one FROM t WHERE one = ANY(\([Mood.sad]))", as: Mood.self)
            #expect(found == [.sad])
        }
    }
}
