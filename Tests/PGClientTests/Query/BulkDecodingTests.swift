// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import PGClient

/// A type of a user's own, which is read value by value, and counts how many instances there are.
private struct Counted: PGDecodable {
    static let alive = Atomic<Int>(0)

    private final class Life: Sendable {
        init() { Counted.alive.add(1, ordering: .relaxed) }
        deinit { Counted.alive.subtract(1, ordering: .relaxed) }
    }

    let number: Int
    private let life = Life()

    static func decode(_ value: PGValue) throws(PGError) -> Counted {
        let number = try Int.decode(value)
        guard number >= 0 else { throw value.overflow(Counted.self, "\(number)") }
        return Counted(number: number)
    }

    private init(number: Int) { self.number = number }
}

@Suite("All rows of a large result", .serialized)
struct BulkDecodingTests {
    private static let columns: [(name: String, type: PGType)] = [
        ("flag", .bool), ("big", .int8), ("small", .int2), ("text", .text), ("real", .float4), ("double", .float8),
        ("date", .date), ("oid", .oid),
    ]

    private func rows(_ count: Int, nulls: Bool = false) -> [[[UInt8]?]] {
        var generator = SplitMix(state: UInt64(count))
        return (0..<count).map { row -> [[UInt8]?] in
            let length = Int.random(in: 0...30, using: &generator)
            let text = String((0..<length).map { _ in "abé漢🦊".randomElement(using: &generator) ?? "x" })
            let values: [[UInt8]] = [
                [UInt8.random(in: 0...1, using: &generator)],
                bigEndian(Int64.random(in: .min ... .max, using: &generator)),
                bigEndian(Int16.random(in: .min ... .max, using: &generator)),
                Array(text.utf8),
                bigEndian(Float(row).bitPattern),
                bigEndian((Double(row) / 7).bitPattern),
                bigEndian(Int32(row)),
                bigEndian(UInt32.random(in: 0 ... .max, using: &generator)),
            ]
            return values.map { nulls && Bool.random(using: &generator) ? nil : $0 }
        }
    }

    private func result(_ rows: [[[UInt8]?]]) throws -> PGResult {
        try #require(PGResult(columns: Self.columns, rows: rows))
    }

    @Test(
        "are as row by row, for fields of all sizes and any number of rows",
        arguments: [0, 1, 15, 16, 64, 65, 1_000]
    )
    func fields(count: Int) throws {
        let result = try result(rows(count))
        typealias Row = (Bool, Int64, Int16, String, Float, Double, PGDate, UInt32)
        let decoded = try result.decode(as: Row.self)
        #expect(decoded.count == count)
        #expect((result.decodeInBulk(Row.self) != nil) == (count >= 16))
        for (row, all) in zip(result, decoded) {
            let one = try row.decode(as: Row.self)
            #expect((one.0, one.1, one.2, one.3, one.4) == (all.0, all.1, all.2, all.3, all.4))
            #expect((one.5, one.6, one.7) == (all.5, all.6, all.7))
        }
    }

    @Test("have nil for NULL in optional fields, and only there")
    func optionals() throws {
        let source = rows(500, nulls: true)
        let result = try result(source)
        typealias Row = (Bool?, Int64?, Int?, String?, Float?, Double?, PGDate?, UInt32?)
        for (values, row) in zip(source, try result.decode(as: Row.self)) {
            let nils = [
                row.0 == nil, row.1 == nil, row.2 == nil, row.3 == nil, row.4 == nil, row.5 == nil, row.6 == nil,
                row.7 == nil,
            ]
            #expect(nils == values.map { $0 == nil })
        }
        for (row, all) in zip(result, try result.decode(as: (Bool?, Int64?, Int?, String?).self)) {
            #expect(try row.decode(as: (Bool?, Int64?, Int?, String?).self) == (all.0, all.1, all.2, all.3))
        }
    }

    @Test(
        "are refused with the error of the first row that cannot be read, in whatever column",
        arguments: [3, 63, 64, 99]
    )
    func firstError(bad: Int) throws {
        var source = rows(200)
        source[bad][3] = [0xFF]
        source[bad + 1][0] = nil
        let error = #expect(throws: PGError.self) {
            try result(source).decode(as: (Bool, Int64, Int16, String).self)
        }
        #expect(error?.code == .typeMismatch)
        #expect(error?.message.contains("column \"text\" of row \(bad) is text") == true)
    }

    @Test("are refused for NULL, a value out of range and a type that does not fit, as a single row is")
    func refusals() throws {
        var source = rows(100)
        source[70][1] = nil
        let null = #expect(throws: PGError.self) { try result(source).decode(as: (Bool, Int64).self) }
        #expect(null?.code == .unexpectedNull)
        #expect(null?.message.contains("column \"big\" of row 70") == true)
        source[70][1] = bigEndian(Int64(Int32.max) + 1)
        for row in 0..<70 { source[row][1] = bigEndian(Int64(row)) }
        let overflow = #expect(throws: PGError.self) { try result(source).decode(as: (Bool, Int32).self) }
        #expect(overflow?.code == .overflow)
        #expect(overflow?.message.contains("row 70") == true)
        let type = #expect(throws: PGError.self) { try result(source).decode(as: (String, Int64).self) }
        #expect(type?.code == .typeMismatch)
        #expect(type?.message.contains("column \"flag\" of row 0 is boolean") == true)
        source[33][5] = [1, 2, 3]
        let length = #expect(throws: PGError.self) {
            try result(source).decode(as: (Bool, Int64, Int16, String, Float, Double).self)
        }
        #expect(length?.message.contains("column \"double\" of row 33") == true)
        typealias TooMany = (Bool, Int64, Int16, String, Float, Double, PGDate, UInt32, Int)
        let missing = #expect(throws: PGError.self) { try result(rows(50)).decode(as: TooMany.self) }
        #expect(missing?.code == .missingColumn)
    }

    @Test("of a user's own type are read like others, and none is left over after an error", arguments: [20, 64, 130])
    func ownType(bad: Int) throws {
        func source(_ numbers: [Int]) throws -> PGResult {
            let columns: [(name: String, type: PGType)] = [("a", .text), ("b", .int8), ("c", .int8)]
            let rows = numbers.map { number -> [[UInt8]?] in
                [Array("a text that needs memory".utf8), bigEndian(Int64(number)), bigEndian(Int64(-number))]
            }
            return try #require(PGResult(columns: columns, rows: rows))
        }
        var numbers = Array(0..<200)
        try {
            let decoded = try source(numbers).decode(as: (String, Counted, Int).self)
            #expect(decoded.map(\.1.number) == numbers)
            #expect(Counted.alive.load(ordering: .relaxed) == numbers.count)
        }()
        #expect(Counted.alive.load(ordering: .relaxed) == 0)
        numbers[bad] = -1
        let error = #expect(throws: PGError.self) { try source(numbers).decode(as: (String, Counted, Int).self) }
        #expect(error?.message.contains("column \"b\" of row \(bad)") == true)
        #expect(throws: PGError.self) {
            try source([Int](repeating: 0, count: 90) + [1]).decode(as: (Int, Counted).self)
        }
        #expect(throws: PGError.self) {
            try source([Int](repeating: 0, count: 90) + [1]).decode(as: (String, Counted, Counted).self)
        }
        #expect(Counted.alive.load(ordering: .relaxed) == 0)
    }

    @Test("of one column are the values of that column")
    func oneColumn() throws {
        let columns: [(name: String, type: PGType)] = [("x", .int4)]
        let result = try #require(PGResult(columns: columns, rows: (0..<300).map { [bigEndian(Int32($0))] }))
        #expect(try result.decode(as: Int.self) == Array(0..<300))
    }

    @Test("say their number in the statement where they come one by one")
    func number() throws {
        let result = try #require(PGResult(columns: [("x", .int8)], rows: [[nil]]))
        let row = PGRow(result: result, index: 0, number: 41)
        for error in [
            #expect(throws: PGError.self) { try row.decode(Int.self, at: 0) },
            #expect(throws: PGError.self) { try row.decode(Int.self, at: 1) },
            #expect(throws: PGError.self) { try row.decode(as: (Int, Int).self) },
        ] {
            #expect(error?.message.contains("row 41") == true)
        }
    }

    @Test("are texts only where the bytes are valid UTF-8, however long they are", arguments: 0..<4)
    func validation(_ seed: Int) {
        var generator = SplitMix(state: UInt64(seed))
        let pieces: [[UInt8]] = [
            [97], [98, 99], Array("é".utf8), Array("漢".utf8), Array("🦊".utf8), Array("\u{FFFD}".utf8), [0xFF], [0xC3],
            [0xF0, 0x9F, 0x98], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0],
        ]
        var (valid, invalid) = (0, 0)
        for _ in 0..<3_000 {
            let kinds = Bool.random(using: &generator) ? pieces.prefix(6) : pieces[...]
            let count = Int.random(in: 0...12, using: &generator)
            let bytes = (0..<count).flatMap { _ in kinds.randomElement(using: &generator) ?? [] }
            let expected = String(validating: bytes, as: UTF8.self)
            let text = bytes.withUnsafeBytes { String(utf8: $0) }
            if text != expected { Issue.record("\(bytes) became \(String(describing: text))") }
            if let text { #expect(Array(text.utf8) == bytes) }
            if expected == nil { invalid += 1 } else { valid += 1 }
        }
        #expect(valid > 500 && invalid > 500)
    }
}
