// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("A string")
struct TextTests {
    @Test(
        "is the address that the server writes for inet and cidr",
        arguments: [
            (PGType.inet, [2, 32, 0, 4, 192, 168, 0, 1], "192.168.0.1"),
            (.inet, [2, 24, 0, 4, 192, 168, 0, 1], "192.168.0.1/24"),
            (.cidr, [2, 32, 1, 4, 10, 0, 0, 255], "10.0.0.255/32"),
            (.inet, [3, 128, 0, 16] + Array(repeating: 0, count: 16), "::"),
            (.cidr, [3, 0, 1, 16] + Array(repeating: 0, count: 16), "::/0"),
            (.inet, [3, 128, 0, 16] + Array(repeating: 0, count: 15) + [1], "::1"),
            (.inet, [3, 128, 0, 16, 0x20, 1, 0xD, 0xB8] + Array(repeating: 0, count: 11) + [1], "2001:db8::1"),
            (.inet, [3, 64, 0, 16, 0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2], "fe80::1:0:0:2/64"),
            (.inet, [3, 128, 0, 16, 0, 1, 0, 0, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7], "1:0:2:3:4:5:6:7"),
            (.inet, [3, 128, 0, 16, 0, 1] + Array(repeating: 0, count: 14), "1::"),
            (.inet, [3, 128, 0, 16] + Array(repeating: 0, count: 10) + [255, 255, 1, 2, 3, 4], "::ffff:1.2.3.4"),
            (.inet, [3, 128, 0, 16] + Array(repeating: 0, count: 12) + [1, 2, 3, 4], "::1.2.3.4"),
        ] as [(PGType, [UInt8], String)]
    )
    func networkAddress(_ type: PGType, _ bytes: [UInt8], _ text: String) throws {
        #expect(try String.decode(handMade(type, bytes)) == text)
    }

    @Test(
        "is not made of bytes that are no address",
        arguments: [[], [2], [2, 33, 0, 4, 1, 2, 3, 4], [3, 32, 0, 4, 1, 2, 3, 4], [2, 32, 0, 16, 1, 2, 3, 4]]
            as [[UInt8]]
    )
    func noAddress(_ bytes: [UInt8]) throws {
        #expect(failure(String.self, try handMade(.inet, bytes))?.code == .typeMismatch)
    }

    @Test("is read from each type that is text for the server")
    func others() throws {
        #expect(try String.decode(handMade(.lsn, bigEndian(UInt64(0x16_B374_D848)))) == "16/B374D848")
        #expect(try String.decode(handMade(.lsn, bigEndian(UInt64(0)))) == "0/0")
        #expect(try String.decode(handMade(.lsn, bigEndian(UInt64.max))) == "FFFFFFFF/FFFFFFFF")
        #expect(try String.decode(handMade(.char, [0])) == "")
        #expect(try String.decode(handMade(.char, [65])) == "A")
        #expect(try String.decode(handMade(.name, Array("pg".utf8))) == "pg")
        #expect(try String.decode(handMade(.json, Array("[1]".utf8))) == "[1]")
        #expect(try String.decode(handMade(.jsonb, [1] + Array("[1]".utf8))) == "[1]")
        #expect(try String.decode(handMade(PGType(rawValue: 16_384), Array("ok".utf8))) == "ok")
    }

    @Test("is not read from what is no text, invalid UTF-8 or NULL")
    func notText() throws {
        #expect(failure(String.self, try handMade(.text, [0xFF]))?.message.contains("invalid UTF-8") == true)
        #expect(failure(String.self, try handMade(.char, [0xE9]))?.code == .typeMismatch)
        #expect(failure(String.self, try handMade(.jsonb, [2, 49]))?.code == .typeMismatch)
        #expect(failure(String.self, try handMade(.int4, [0, 0, 0, 1]))?.code == .typeMismatch)
        #expect(failure(String.self, try handMade(.text, nil))?.code == .unexpectedNull)
    }

    @Test("money is read as nothing, and the error says what to cast it to")
    func money() throws {
        let value = try handMade(.money, bigEndian(Int64(100)))
        for error in [failure(Int.self, value), failure(String.self, value), failure(Double.self, value)] {
            #expect(error?.code == .typeMismatch)
            #expect(error?.message.contains("cast it in the statement, to numeric or text") == true)
        }
    }
}
