// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("The text of a query")
struct QueryTextTests {
    static let queries: [(query: PGQuery, sql: String)] = [
        ("", ""),
        ("SELECT 1", "SELECT 1"),
        ("\(1)", "$1"),
        ("\(1)\(2)", "$1$2"),
        ("SELECT \(1)", "SELECT $1"),
        ("SELECT \(1), x", "SELECT $1, x"),
        ("SELECT \(1), \(2), x", "SELECT $1, $2, x"),
        ("SELECT \(1), \(2), \(3)", "SELECT $1, $2, $3"),
        ("SELECT \(1), \(2), \(3), x", "SELECT $1, $2, $3, x"),
        ("SELECT \(1), \(2), \(3), \(4)", "SELECT $1, $2, $3, $4"),
        ("\(1)\(2)\(3)\(4)\(5)", "$1$2$3$4$5"),
        ("a\(1)b\(2)c\(3)d\(4)e\(5)f", "a$1b$2c$3d$4e$5f"),
        ("SELECT x FROM \(unescaped: "node")", "SELECT x FROM node"),
        ("\(unescaped: "SELECT") \(1)", "SELECT $1"),
        ("SELECT \(1) FROM \(unescaped: "node") WHERE \(2)", "SELECT $1 FROM node WHERE $2"),
        ("SELECT '\u{e9}', \(1)", "SELECT '\u{e9}', $1"),
        ("é", "é"),
    ]

    @Test("is what the program says, with numbers where values stand", arguments: queries.indices)
    func string(_ index: Int) {
        let (query, sql) = Self.queries[index]
        #expect(query.sql == sql)
        #expect(query.text.count == sql.utf8.count)
        #expect("\(query)" == sql)
    }

    @Test("is equal to itself and to no other, however it came together", arguments: queries.indices)
    func equality(_ index: Int) {
        let text = Self.queries[index].query.text
        for (query, sql) in Self.queries {
            #expect(text.isEqual(to: ExactText(sql)) == (sql == Self.queries[index].sql))
            #expect(QueryText(query.sql).isEqual(to: ExactText(text.string)) == (sql == Self.queries[index].sql))
        }
    }

    @Test("is compared as it stands, with the numbers in it")
    func placesAreText() {
        let interpolated: PGQuery = "SELECT \(1)"
        let written: PGQuery = "SELECT $1"
        #expect(interpolated.text.isEqual(to: ExactText(written.sql)))
        #expect(written.text.isEqual(to: ExactText(interpolated.sql)))
        #expect(!interpolated.text.isEqual(to: ExactText("SELECT $2")))
    }

    @Test("is compared byte by byte, also where Swift takes two strings for equal")
    func bytes() {
        let whole: PGQuery = "SELECT '\u{e9}'"
        let pieces = "SELECT 'e\u{301}'"
        #expect(whole.sql == pieces)
        #expect(!whole.text.isEqual(to: ExactText(pieces)))
    }

    @Test("with a NUL byte is refused, wherever it stands")
    func nul() {
        let queries: [PGQuery] = [
            "\0SELECT 1", "SELECT \(1)\0", "SELECT \(1), \(2), \0 \(3)", "\(1)\(2)\(3)\0", "\(1)\(2)\(3)\(4)\0",
            "\(unescaped: "a\0b")",
        ]
        for query in queries {
            #expect(query.text.holdsNUL)
            #expect(throws: PGError.self) { try query.validate() }
        }
        #expect(Self.queries.allSatisfy { !$0.query.text.holdsNUL })
    }

    @Test("may be long, and be put together piece by piece")
    func long() {
        var pieces = PGQuery.StringInterpolation(literalCapacity: 0, interpolationCount: 0)
        pieces.appendLiteral("SELECT ")
        for number in 1...20_000 {
            if number > 1 { pieces.appendLiteral(", ") }
            pieces.appendInterpolation(number)
        }
        let query = PGQuery(stringInterpolation: pieces)
        #expect(query.sql == "SELECT " + (1...20_000).map { "$\($0)" }.joined(separator: ", "))
        #expect(query.parameters.count == 20_000)
    }

    @Test("of a single character is taken, whatever the literal was made of")
    func character() {
        let scalar = StaticString(unicodeScalarLiteral: "é")
        #expect(PGQuery(stringLiteral: scalar).sql == "é")
        var pieces = PGQuery.StringInterpolation(literalCapacity: 0, interpolationCount: 0)
        pieces.appendInterpolation(1)
        pieces.appendLiteral(scalar)
        #expect(PGQuery(stringInterpolation: pieces).sql == "$1é")
    }

    @Test("can be changed afterwards, as its values can")
    func changes() {
        var query: PGQuery = "SELECT \(7)"
        let original = query
        query.sql = "EXPLAIN " + query.sql
        query.parameters.appendText("x")
        #expect(query.sql == "EXPLAIN SELECT $1")
        #expect(query.parameters.count == 2)
        #expect(original.sql == "SELECT $1")
        #expect(original.parameters.count == 1)
        query.parameters = PGParameters()
        #expect(query.sql == "EXPLAIN SELECT $1" && query.parameters.count == 0)
    }
}
