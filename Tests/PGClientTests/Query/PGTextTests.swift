// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("A text that stays in its result")
struct PGTextTests {
    private func texts(_ values: [String], type: PGType = .text) throws -> [PGText] {
        let rows = values.map { [Optional(Array($0.utf8))] }
        return try #require(PGResult(columns: [("t", type)], rows: rows)).decode(as: PGText.self)
    }

    @Test("has the bytes and the characters that the server sent", arguments: ["", "a", "plain text", "naïve 漢字 🦊"])
    func contents(_ value: String) throws {
        let text = try #require(texts([value]).first)
        #expect(String(text) == value)
        #expect("\(text)" == value)
        #expect(Array(text.utf8) == Array(value.utf8))
        #expect(text.utf8.count == value.utf8.count)
        #expect(text.utf8.reversed() == value.utf8.reversed())
        #expect(text.withUTF8 { Array($0) } == Array(value.utf8))
        #expect(text.utf8.withContiguousStorageIfAvailable { Array($0) } == Array(value.utf8))
    }

    @Test("is equal to a text of the same bytes, and hashes alike, wherever it stands")
    func equality() throws {
        let texts = try texts(["same", "same", "other", "sam", ""])
        #expect(texts[0] == texts[1])
        #expect(texts[0] != texts[2])
        #expect(texts[0] == "same" && texts[0] != "sam" && texts[4] == "")
        #expect(Set(texts).count == 4)
        // What is written differently is another text, although it looks the same.
        let (composed, decomposed) = ("\u{E9}", "e\u{301}")
        #expect(composed == decomposed)
        #expect(try self.texts([composed])[0] != decomposed)
    }

    @Test("is ordered by its bytes")
    func order() throws {
        let texts = try texts(["b", "", "a", "é", "ab", "B"])
        #expect(texts.sorted().map { String($0) } == ["", "B", "a", "ab", "b", "é"])
    }

    @Test("is read from every type that is text, and from no other")
    func types() throws {
        for type in [PGType.text, .varchar, .bpchar, .name, .json, .xml] {
            #expect(try texts(["x"], type: type)[0] == "x")
        }
        for type in [PGType.int8, .bytea, .jsonb, .uuid] {
            let error = #expect(throws: PGError.self) { try texts(["12345678"], type: type) }
            #expect(error?.code == .typeMismatch)
        }
    }

    @Test("is refused where the bytes are not UTF-8", arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80]] as [[UInt8]])
    func invalid(_ bytes: [UInt8]) throws {
        let result = try #require(PGResult(columns: [("t", .text)], rows: [[bytes]]))
        let error = #expect(throws: PGError.self) { try result[0].decode(PGText.self, at: 0) }
        #expect(error?.code == .typeMismatch)
        #expect(error?.message.contains("invalid UTF-8") == true)
    }

    @Test("can be an element of an array, and of a tuple of one row")
    func elsewhere() throws {
        let result = try #require(
            PGResult(columns: [("n", .int4), ("t", .text)], rows: [[bigEndian(Int32(7)), [104, 105]]])
        )
        let (number, text) = try result[0].decode(as: (Int, PGText).self)
        #expect(number == 7 && text == "hi")
    }
}
