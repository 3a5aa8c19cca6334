// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Log sequence numbers")
struct LogSequenceNumberTests {
    @Test(
        "an LSN is read and written as PostgreSQL does",
        arguments: [
            ("16/B374D848", 0x16_B374_D848), ("0/0", 0), ("FFFFFFFF/FFFFFFFF", .max), ("1/0", 1 << 32),
            ("0/1A", 0x1A),
        ] as [(String, UInt64)]
    )
    func roundTrip(text: String, value: UInt64) {
        #expect(LogSequenceNumber(text)?.rawValue == value)
        #expect(LogSequenceNumber(rawValue: value).description == text)
    }

    @Test("lower case and leading zeros are read too", arguments: ["16/b374d848", "00000016/B374D848"])
    func lenient(text: String) {
        #expect(LogSequenceNumber(text)?.rawValue == 0x16_B374_D848)
    }

    @Test(
        "what is not an LSN is not read",
        arguments: [
            "", "/", "16", "16/", "/16", "1/2/3", "16/B374D848 ", " 16/B374D848", "16 /1", "+1/0", "1/+1", "-1/0",
            "0x1/0", "G/0", "1/123456789", "123456789/1", "1//2", "１/０", "1/2\n", "1/é", "16\\1",
        ]
    )
    func refuses(text: String) {
        #expect(LogSequenceNumber(text) == nil)
    }

    @Test("LSNs are in the order of the log")
    func order() throws {
        let texts = ["0/FFFFFFFF", "1/0", "9/FF", "A/0", "10/0"]
        let numbers = try texts.map { try #require(LogSequenceNumber($0)) }
        #expect(numbers == numbers.shuffled().sorted())
    }

    @Test("the distance is in bytes, signed, and saturates")
    func distance() {
        let (start, end) = (LogSequenceNumber(rawValue: 0), LogSequenceNumber(rawValue: .max))
        let near = LogSequenceNumber(rawValue: 100)
        #expect(start.distance(to: near) == 100)
        #expect(near.distance(to: start) == -100)
        #expect(near.distance(to: near) == 0)
        #expect(start.distance(to: end) == .max)
        #expect(end.distance(to: start) == -.max)
    }
}
