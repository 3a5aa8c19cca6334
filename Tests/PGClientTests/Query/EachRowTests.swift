// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("Going through the rows of a result")
struct EachRowTests {
    private struct Enough: Error {}

    /// A number, a text and, in every third row, a second text.
    private func result(_ count: Int, bad: Int? = nil) throws -> PGResult {
        let columns: [(name: String, type: PGType)] = [("n", .int8), ("label", .text), ("note", .varchar)]
        let rows = (0..<count).map { row -> [[UInt8]?] in
            [
                bigEndian(Int64(row)), row == bad ? [0xC3] : Array(label(row).utf8),
                row.isMultiple(of: 3) ? Array("note \(row)".utf8) : nil,
            ]
        }
        return try #require(PGResult(columns: columns, rows: rows))
    }

    private func label(_ row: Int) -> String { row.isMultiple(of: 2) ? "the label of row \(row)" : "élan 🦊 \(row)" }

    @Test(
        "meets each row once, in order, with the values that an array of them has",
        arguments: [0, 1, 15, 16, 64, 65, 1_000]
    )
    func sameRows(count: Int) throws {
        let result = try result(count)
        var seen: [(Int64, String, String?)] = []
        try result.forEach(as: (Int64, PGText, PGText?).self) { number, label, note in
            seen.append((number, String(label), note.map { String($0) }))
        }
        let expected = try result.decode(as: (Int64, String, String?).self)
        #expect(seen.count == count)
        for (seen, expected) in zip(seen, expected) { #expect(seen == expected) }
    }

    @Test("of one column hands out that column's values")
    func oneColumn() throws {
        var sum: Int64 = 0
        try result(100).forEach(as: Int64.self) { sum += $0 }
        #expect(sum == 4_950)
    }

    @Test("stops where the closure throws, with the closure's error", arguments: [0, 20, 63, 64, 150])
    func stops(at last: Int) throws {
        var count = 0
        #expect(throws: Enough.self) {
            try result(200).forEach(as: (Int, String, PGText?).self) { number, _, _ in
                count += 1
                if number == last { throw Enough() }
            }
        }
        #expect(count == last + 1)
    }

    @Test("has handed out the rows before the first one that cannot be read", arguments: [2, 20, 63, 64, 150])
    func badRow(bad: Int) throws {
        for reads in [countTexts, countStrings] {
            var count = 0
            let result = try result(200, bad: bad)
            let error = #expect(throws: PGError.self) { try reads(result, &count) }
            #expect(error?.code == .typeMismatch)
            #expect(error?.message.contains("column \"label\" of row \(bad)") == true)
            #expect(count == bad)
        }
    }

    private func countTexts(_ result: PGResult, _ count: inout Int) throws {
        try result.forEach(as: (Int64, PGText).self) { _, _ in count += 1 }
    }

    private func countStrings(_ result: PGResult, _ count: inout Int) throws {
        try result.forEach(as: (Int64, String).self) { _, _ in count += 1 }
    }

    @Test("refuses more types than there are columns, and NULL where it is not expected")
    func refusals() throws {
        let missing = #expect(throws: PGError.self) {
            try result(50).forEach(as: (Int, PGText, PGText?, Int).self) { _, _, _, _ in }
        }
        #expect(missing?.code == .missingColumn)
        let null = #expect(throws: PGError.self) {
            try result(50).forEach(as: (Int, PGText, PGText).self) { _, _, _ in }
        }
        #expect(null?.code == .unexpectedNull)
        #expect(null?.message.contains("column \"note\" of row 1") == true)
    }

    @Test("leaves texts that were kept readable when the result is gone otherwise, and gone when they are")
    func keptTexts() throws {
        weak var gone: PGResult?
        try {
            var kept: [PGText] = []
            try {
                let result = try result(200)
                gone = result
                try result.forEach(as: (Int64, PGText).self) { number, text in
                    if number.isMultiple(of: 50) || number == 199 { kept.append(text) }
                }
            }()
            #expect(gone != nil)
            #expect(kept.map { String($0) } == [0, 50, 100, 150, 199].map(label))
        }()
        #expect(gone == nil)
    }

    @Test("leaves no result behind, whether it comes to its end, is stopped or fails")
    func leavesNothing() throws {
        for (bad, stop) in [(nil, nil), (nil, 70), (70, nil)] as [(Int?, Int64?)] {
            weak var gone: PGResult?
            do {
                let result = try result(200, bad: bad)
                gone = result
                try result.forEach(as: (PGText?, PGText?).self) { _, _ in }
            } catch {}
            do {
                let result = try result(200, bad: bad)
                gone = result
                try result.forEach(as: (Int64, PGText, PGText?).self) { number, _, _ in
                    if number == stop { throw Enough() }
                }
            } catch {}
            #expect(gone == nil)
        }
    }
}
