// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import PGClient

private enum Mood: String, Codable { case happy, sad }

private struct Address: Codable, Equatable {
    var city: String
    var since: Date?
}

private struct Person: Decodable, Equatable {
    var id: Int64
    var name: String
    var mood: Mood
    var homeAddress: Address?
    var createdAt: Date
    var tags: [String?]
    var small: UInt8
    var photo: Data?
    var balance: Decimal
    var score: Double?
    var active: Bool
    var settings: PGJSON<[String: Int]>
    var moods: [Mood]
}

/// A base class, whose properties stand in the same row.
private class Named: Decodable {
    let name: String
}

private final class Numbered: Named {
    let id: Int

    private enum CodingKeys: String, CodingKey { case id }

    required init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(Int.self, forKey: .id)
        try super.init(from: container.superDecoder())
    }
}

@Suite("A row as a Decodable type")
struct RowDecodingTests {
    private func parameter(_ value: some PGEncodable) throws -> (type: PGType, bytes: [UInt8]?) {
        let parameter = try #require(bound(value).first)
        return (parameter.type == .unspecified ? .text : parameter.type, parameter.bytes)
    }

    private func row(_ columns: [(String, (type: PGType, bytes: [UInt8]?))]) throws -> PGRow {
        let result = PGResult(columns: columns.map { ($0.0, $0.1.type) }, rows: [columns.map(\.1.bytes)])
        return try #require(result)[0]
    }

    private func row(_ name: String, _ value: some PGEncodable) throws -> PGRow {
        try row([(name, try parameter(value))])
    }

    @Test("names that Swift takes for equal are two columns")
    func exactNames() throws {
        let columns: [(name: String, type: PGType)] = [("\u{e9}", .text), ("e\u{301}", .text)]
        let result = try #require(PGResult(columns: columns, rows: [[Array("whole".utf8), Array("pieces".utf8)]]))
        #expect(try result[0].decode(String.self, named: "\u{e9}") == "whole")
        #expect(try result[0].decode(String.self, named: "e\u{301}") == "pieces")
    }

    @Test("has each property from the column of its name, in any order, and from JSON where that is in the column")
    func person() throws {
        let person = Person(
            id: 7,
            name: "Ada",
            mood: .happy,
            homeAddress: Address(city: "London", since: .distantPast),
            createdAt: Date(timeIntervalSinceReferenceDate: 1.5),
            tags: ["a", nil],
            small: 255,
            photo: Data([1, 2]),
            balance: Decimal(5),
            score: nil,
            active: true,
            settings: PGJSON(["x": 1]),
            moods: [.sad, .happy]
        )
        let columns = [
            ("active", try parameter(true)), ("balance", try parameter(person.balance)),
            ("photo", try parameter(Data([1, 2]))), ("small", try parameter(Int16(255))),
            ("tags", try parameter(person.tags)), ("created_at", try parameter(person.createdAt)),
            ("home_address", try parameter(PGJSON(person.homeAddress))), ("mood", try parameter("happy")),
            ("name", try parameter("Ada")), ("id", try parameter(Int32(7))), ("score", (.float8, nil)),
            ("unused", try parameter(1)), ("settings", try parameter(person.settings)),
            ("moods", try parameter(["sad", "happy"])),
        ]
        let row = try row(columns)
        #expect(try row.decode(decodable: Person.self, keys: .convertFromSnakeCase) == person)
        #expect(try row.result.decode(decodable: Person.self, keys: .convertFromSnakeCase) == [person])
        #expect(#expect(throws: PGError.self) { try row.decode(decodable: Person.self) }?.code == .missingColumn)
    }

    @Test("finds columns in snake case as Foundation's JSONDecoder does")
    func snakeCase() throws {
        for name in [
            "id", "created_at", "createdAt", "_private", "_private_thing_", "a__b", "__", "_", "", "HTTP_code",
            "Title", "x_1_y", "Ünder_öffentlich", "a_", "A_B",
        ] {
            struct Keys: Decodable {
                var keys: [String]
                init(from decoder: any Decoder) throws {
                    keys = try decoder.container(keyedBy: Name.self).allKeys.map(\.stringValue)
                }
            }
            struct Name: CodingKey {
                var stringValue: String
                var intValue: Int? { nil }
                init?(stringValue: String) { self.stringValue = stringValue }
                init?(intValue: Int) { nil }
            }
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            let expected = try decoder.decode(Keys.self, from: JSONEncoder().encode([name: 1])).keys
            #expect([PGRowKeyStrategy.convertFromSnakeCase.key(forColumn: name)] == expected, "\(name)")
            #expect(PGRowKeyStrategy.useDefaultKeys.key(forColumn: name) == name)
        }
    }

    @Test("without a column of a property is an error that names it and says what there is, if optional too")
    func missingColumn() throws {
        struct Optionals: Decodable { var a: Int?; var b: String?; var c: [Int]?; var d: Mood? }
        struct Plain: Decodable { var missing: Int }
        let row = try row("other", 1)
        let error = #expect(throws: PGError.self) { try row.decode(decodable: Plain.self) }
        #expect(error?.code == .missingColumn)
        #expect(error?.message.contains("\"missing\"") == true)
        #expect(error?.message.contains("the result has other") == true)
        #expect(#expect(throws: PGError.self) { try row.decode(decodable: Optionals.self) }?.code == .missingColumn)
        let nulls = try self.row(["a", "b", "c", "d"].map { ($0, (.text, nil)) })
        let optionals = try nulls.decode(decodable: Optionals.self)
        #expect(optionals.a == nil && optionals.b == nil && optionals.c == nil && optionals.d == nil)
    }

    @Test("with NULL for a property that is not optional is an error that names column and type")
    func null() throws {
        struct Numbers: Decodable { var x: Int }
        struct Moods: Decodable { var x: Mood }
        struct Nested: Decodable { var x: Address }
        let row = try row([("x", (.jsonb, nil))])
        let nested = #expect(throws: PGError.self) { try row.decode(decodable: Nested.self) }
        #expect(nested?.code == .unexpectedNull)
        #expect(nested?.message.contains("column \"x\" of row 0, jsonb, is NULL") == true)
        #expect(nested?.message.contains("Address") == true)
        for failing in [
            #expect(throws: PGError.self) { try self.row([("x", (.int8, nil))]).decode(decodable: Numbers.self) },
            #expect(throws: PGError.self) { try self.row([("x", (.text, nil))]).decode(decodable: Moods.self) },
        ] {
            #expect(failing?.code == .unexpectedNull)
            #expect(failing?.message.contains("column \"x\"") == true)
        }
    }

    @Test("whose value does not fit is an error that names column, type and value")
    func mismatch() throws {
        struct Numbers: Decodable { var x: UInt8 }
        struct Moods: Decodable { var x: Mood }
        struct Nested: Decodable { var x: Address }
        let overflow = #expect(throws: PGError.self) { try row("x", -1).decode(decodable: Numbers.self) }
        #expect(overflow?.code == .overflow)
        #expect(overflow?.message.contains("is -1, which is out of the range of UInt8") == true)
        let mood = #expect(throws: PGError.self) { try row("x", "angry").decode(decodable: Moods.self) }
        #expect(mood?.code == .typeMismatch)
        #expect(mood?.message.contains("column \"x\"") == true && mood?.message.contains("angry") == true)
        let text = #expect(throws: PGError.self) { try row("x", "{}").decode(decodable: Nested.self) }
        #expect(text?.message.contains("is text and cannot be read as Address") == true)
        #expect(text?.message.contains("read from json or jsonb") == true)
        let json = #expect(throws: PGError.self) { try row("x", PGJSON(["city": 1])).decode(decodable: Nested.self) }
        #expect(json?.code == .typeMismatch)
        #expect(json?.message.contains("at city") == true)
    }

    @Test("may be a base class and what it adds, a dictionary, or one value")
    func otherShapes() throws {
        let columns = [("id", try parameter(3)), ("name", try parameter("x"))]
        let numbered = try row(columns).decode(decodable: Numbered.self)
        #expect(numbered.id == 3 && numbered.name == "x")
        let both = [("a", try parameter(3)), ("b", try parameter(Int16(4)))]
        #expect(try row(both).decode(decodable: [String: Int].self) == ["a": 3, "b": 4])
        #expect(try row("a", 3).decode(decodable: Int.self) == 3)
        #expect(#expect(throws: PGError.self) { try row(both).decode(decodable: Int.self) }?.code == .unsupported)
        #expect(#expect(throws: PGError.self) { try row(both).decode(decodable: [Int].self) }?.code == .unsupported)
    }

    @Test("whose own initializer throws gives that as a PGError with the error behind it")
    func ownError() throws {
        struct Refusal: Error {}
        struct Picky: Decodable {
            init(from decoder: any Decoder) throws { throw Refusal() }
        }
        let error = #expect(throws: PGError.self) { try row("x", 1).decode(decodable: Picky.self) }
        #expect(error?.code == .typeMismatch)
        #expect(error?.message.contains("Picky") == true)
        #expect(error?.underlying is Refusal)
    }
}
