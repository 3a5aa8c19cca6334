// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Foundation
import PGClient
import Testing

@Suite("Arrays on a server", .cluster(replicas: 0))
struct ArrayRoundTripTests {
    private func check<Element: PGEncodable & PGDecodable & Equatable>(
        _ connection: PGConnection,
        _ elements: [Element],
        _ text: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let rows = try await connection.query(
            "SELECT \(elements), \(elements)::text, \([Element]()), cardinality(\([Element]()))",
            as: ([Element], String, [Element], Int).self
        )
        let row = try #require(rows.first)
        #expect(row.0 == elements, sourceLocation: sourceLocation)
        #expect(row.1 == text, sourceLocation: sourceLocation)
        #expect(row.2.isEmpty && row.3 == 0, sourceLocation: sourceLocation)
        let optionals = [nil] + elements.map(Optional.some)
        let echoed = try await connection.query(
            "SELECT \(optionals), cardinality(\(optionals))",
            as: ([Element?], Int).self
        )
        #expect(echoed.first?.0 == optionals, sourceLocation: sourceLocation)
        #expect(echoed.first?.1 == optionals.count, sourceLocation: sourceLocation)
    }

    @Test("of each type are for the server what they are here")
    func types() async throws {
        let uuid = try #require(UUID(uuidString: "00112233-4455-6677-8899-AABBCCDDEEFF"))
        let date = Date(timeIntervalSinceReferenceDate: 0.5)
        let decimal = try #require(Decimal(string: "-1.25"))
        try await withConnection { connection in
            try await check(connection, [true, false], "{t,f}")
            try await check(connection, [Int16.min, .max], "{-32768,32767}")
            try await check(connection, [Int32.min, .max], "{-2147483648,2147483647}")
            try await check(connection, [Int64.min, .max], "{-9223372036854775808,9223372036854775807}")
            try await check(connection, [1, 2, 3], "{1,2,3}")
            try await check(connection, [UInt32.max], "{4294967295}")
            try await check(connection, [Float(1.5)], "{1.5}")
            try await check(connection, [0.1, -.infinity], "{0.1,-Infinity}")
            try await check(connection, ["a", "", "NULL", "né \"\\,"], #"{a,"","NULL","né \"\\,"}"#)
            try await check(connection, [Data([0, 255]), Data()], #"{"\\x00ff","\\x"}"#)
            try await check(connection, [[0, 255], []] as [[UInt8]], #"{"\\x00ff","\\x"}"#)
            try await check(connection, [uuid], "{00112233-4455-6677-8899-aabbccddeeff}")
            try await check(connection, [date], #"{"2001-01-01 00:00:00.5+00"}"#)
            try await check(connection, [PGTimestamp(date)], #"{"2001-01-01 00:00:00.5"}"#)
            try await check(connection, [PGDate(year: 2024, month: 2, day: 29)], "{2024-02-29}")
            try await check(connection, [PGInterval(months: 1, days: 2)], #"{"1 mon 2 days"}"#)
            try await check(connection, [decimal, 0], "{-1.25,0}")
            try await check(connection, [PGJSON(["a": 1])], #"{"{\"a\": 1}"}"#)
        }
    }

    @Test("of many elements, and unnested, find their rows")
    func unnested() async throws {
        let numbers = Array(0..<100_000)
        try await withConnection { connection in
            let sum = try await connection.query("SELECT sum(n)::bigint FROM unnest(\(numbers)) n", as: Int.self)
            #expect(sum == [numbers.reduce(0, +)])
            let echoed = try await connection.query("SELECT \(numbers)", as: [Int].self)
            #expect(echoed == [numbers])
            let oids: [UInt32] = [1259, 1255]
            let names = try await connection.query(
                "SELECT relname FROM pg_class WHERE oid = ANY(\(oids)) ORDER BY 1",
                as: String.self
            )
            #expect(names == ["pg_class", "pg_proc"])
            let types = try await connection.query(
                "SELECT typname FROM pg_type WHERE oid = \(UInt32(23))",
                as: String.self
            )
            #expect(types == ["int4"])
        }
    }

    @Test("that the server has made are read: other bounds, vectors of the catalogue, domains, NULL")
    func fromServer() async throws {
        try await withConnection { connection in
            #expect(try await connection.query("SELECT '[5:6]={1,2}'::int[]", as: [Int].self) == [[1, 2]])
            #expect(try await connection.query("SELECT '1 2'::int2vector", as: [Int].self) == [[1, 2]])
            #expect(try await connection.query("SELECT '1 2'::oidvector", as: [UInt32].self) == [[1, 2]])
            #expect(try await connection.query("SELECT NULL::int[]", as: [Int]?.self) == [nil])
            #expect(
                try await connection.query("SELECT '{::1,10.0.0.0/8}'::inet[]", as: [String].self) == [
                    ["::1", "10.0.0.0/8"]
                ]
            )
            #expect(try await connection.query("SELECT '{a,b}'::name[]", as: [String].self) == [["a", "b"]])
            try await connection.execute("CREATE DOMAIN pg_temp.positive AS int CHECK (value > 0)")
            let cast = try await connection.query("SELECT '{1,2}'::pg_temp.positive[]::int[]", as: [Int].self)
            #expect(cast == [[1, 2]])
            // The elements bear the number of the domain, from which nothing follows.
            let domain = await failure {
                try await connection.query("SELECT '{1,2}'::pg_temp.positive[]", as: [Int].self)
            }
            #expect(domain?.code == .typeMismatch)
            #expect(domain?.message.contains("cast it in the statement") == true)
        }
    }

    @Test("of several dimensions, or with a NULL that has no place, are errors that say so")
    func errors() async throws {
        try await withConnection { connection in
            let dimensions = await failure {
                try await connection.query("SELECT '{{1},{2}}'::int[] AS m", as: [Int].self)
            }
            #expect(dimensions?.code == .typeMismatch)
            #expect(dimensions?.message.contains("column \"m\" of row 0 is integer[]") == true)
            #expect(dimensions?.message.contains("it has 2 dimensions") == true)
            let null = await failure { try await connection.query("SELECT ARRAY[1, NULL, 3]", as: [Int].self) }
            #expect(null?.code == .unexpectedNull)
            #expect(null?.message.contains("element 1") == true)
            let refused = await failure { try await connection.query("SELECT \(["a", "b\u{0}"])", as: [String].self) }
            #expect(refused?.code == .invalidParameter)
            try await expectAnswer(from: connection, 1)
        }
    }
}
