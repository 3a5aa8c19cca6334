// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

private enum Mood: String, PGEncodable, PGDecodable { case happy, sad }

private enum Level: Int, PGEncodable, PGDecodable { case low = 1, high = 9 }

@Suite("An enum with a raw value")
struct RawRepresentableTests {
    @Test("is sent and read as its raw value")
    func roundTrip() throws {
        #expect(bound(Mood.sad) == [HandMadeParameter(type: .unspecified, bytes: Array("sad".utf8), isBinary: false)])
        #expect(try Mood.decode(echoed(Mood.sad)) == .sad)
        #expect(try Mood.decode(handMade(PGType(rawValue: 16_400), Array("happy".utf8))) == .happy)
        #expect(bound(Level.high).map(\.type) == [.int8])
        #expect(try Level.decode(handMade(.int2, [0, 9])) == .high)
        #expect(try Level?.decode(handMade(.int2, nil)) == nil)
    }

    @Test("is not made of a value that none of its cases has; the error names type and value")
    func unknown() throws {
        let error = failure(Mood.self, try handMade(.text, Array("angry".utf8)))
        #expect(error?.code == .typeMismatch)
        #expect(error?.message.contains("cannot be read as Mood") == true)
        #expect(error?.message.contains("\"angry\"") == true)
        #expect(failure(Level.self, try handMade(.int2, [0, 2]))?.code == .typeMismatch)
        #expect(failure(Level.self, try handMade(.text, [49]))?.code == .typeMismatch)
        let long = failure(Mood.self, try handMade(.text, Array(repeating: 65, count: 10_000)))
        #expect(long.map { $0.message.count < 200 } == true)
    }
}
