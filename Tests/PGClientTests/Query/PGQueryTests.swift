// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import PGClient

@Suite("A query")
struct PGQueryTests {
    private struct Bound: Equatable {
        var type: UInt32
        var bytes: [UInt8]?
        var format: Int32
    }

    private func bound(_ query: PGQuery) -> [Bound] {
        query.parameters.withPointers { count, types, values, lengths, formats in
            (0..<Int(count)).map { index in
                Bound(
                    type: types?[index] ?? 0,
                    bytes: values?[index].map { pointer in
                        let raw = UnsafeRawBufferPointer(start: pointer, count: Int(lengths?[index] ?? 0))
                        return [UInt8](raw)
                    },
                    format: formats?[index] ?? -1
                )
            }
        }
    }

    @Test("turns interpolated values into bound parameters, never into text")
    func interpolation() {
        let name = "Robert'); DROP TABLE students; --"
        let query: PGQuery = "SELECT * FROM \(unescaped: "node") WHERE id = \(7) AND name = \(name) AND x > \(1.5)"
        #expect(query.sql == "SELECT * FROM node WHERE id = $1 AND name = $2 AND x > $3")
        #expect(query.parameters.count == 3)
    }

    @Test("sends each type in the server's binary format, and strings as text of the type the place asks for")
    func formats() throws {
        let uuid = try #require(UUID(uuidString: "00112233-4455-6677-8899-AABBCCDDEEFF"))
        let query: PGQuery = """
            \(true) \(Int16(-2)) \(Int32(258)) \(Int64(1)) \(1) \(Float(1)) \(1.0) \("né") \([UInt8]([0, 255])) \(uuid)
            """
        let expected: [Bound] = [
            Bound(type: 16, bytes: [1], format: 1),
            Bound(type: 21, bytes: [255, 254], format: 1),
            Bound(type: 23, bytes: [0, 0, 1, 2], format: 1),
            Bound(type: 20, bytes: [0, 0, 0, 0, 0, 0, 0, 1], format: 1),
            Bound(type: 20, bytes: [0, 0, 0, 0, 0, 0, 0, 1], format: 1),
            Bound(type: 700, bytes: [0x3F, 0x80, 0, 0], format: 1),
            Bound(type: 701, bytes: [0x3F, 0xF0, 0, 0, 0, 0, 0, 0], format: 1),
            Bound(type: 0, bytes: Array("né".utf8), format: 0),
            Bound(type: 17, bytes: [0, 255], format: 1),
            Bound(
                type: 2950,
                bytes: [0, 17, 34, 51, 68, 85, 102, 119, 136, 153, 170, 187, 204, 221, 238, 255],
                format: 1
            ),
        ]
        #expect(bound(query) == expected)
    }

    @Test("tells NULL from an empty value")
    func null() {
        let nothing: String? = nil
        let query: PGQuery = "SELECT \(nothing), \(""), \([UInt8]())"
        #expect(bound(query).map(\.bytes) == [nil, [], []])
        let empty: PGQuery = "SELECT \([UInt8]())"
        #expect(bound(empty).map(\.bytes) == [[]])
    }

    @Test("refuses a NUL byte in a string or in the text, where everything behind it would be lost")
    func nul() {
        let inValue: PGQuery = "SELECT \("a\u{0}b")"
        #expect(#expect(throws: PGError.self) { try inValue.validate() }?.code == .invalidParameter)
        let inText = PGQuery(sql: "SELECT 1\u{0}; DROP TABLE x")
        #expect(#expect(throws: PGError.self) { try inText.validate() }?.code == .invalidParameter)
    }
}
