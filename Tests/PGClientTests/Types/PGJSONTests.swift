// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import PGClient

@Suite("JSON")
struct PGJSONTests {
    private struct Settings: Codable, Equatable {
        var theme: String
        var seen: Date?
        var sizes: [Int] = []
    }

    private func json(_ text: String) throws -> PGValue { try handMade(.json, Array(text.utf8)) }

    @Test("is sent as jsonb with its version, and read from json and jsonb")
    func roundTrip() throws {
        let settings = Settings(theme: "a/b", seen: Date(timeIntervalSinceReferenceDate: 0.000_001), sizes: [1])
        let sent = try #require(bound(PGJSON(settings)).first)
        #expect(sent.type == .jsonb && sent.isBinary && sent.bytes?.first == 1)
        #expect(try PGJSON<Settings>.decode(echoed(PGJSON(settings))).value == settings)
        #expect(try PGJSON<[Int]>.decode(json(" [1, 2] ")).value == [1, 2])
        #expect(try PGJSON<Int?>.decode(json("null")).value == nil)
        #expect(try PGJSON<Int>?.decode(handMade(.jsonb, nil)) == nil)
    }

    @Test(
        "has dates as the server writes them",
        arguments: [
            ("2001-01-01T00:00:00+00:00", 0.0), ("2001-01-01T00:00:00", 0), ("2001-01-01 00:00:00Z", 0),
            ("2001-01-01T00:00:00.5Z", 0.5), ("2001-01-01T02:30:01.000001+02:30", 1.000_001),
            ("2000-12-31T19:00:00-05", 0), ("2001-01-01T05:45+0545", 0), ("2000-12-31T23:59:59.9Z", -0.1),
            ("2001-01-01T24:00:00Z", 86_400),
        ]
    )
    func readDates(_ text: String, _ seconds: Double) throws {
        #expect(abs(try #require(DateText.date(text)).timeIntervalSinceReferenceDate - seconds) < 1e-7)
    }

    @Test("writes dates with as many digits as they need")
    func writtenDates() {
        for (seconds, text) in [
            (0.0, "2001-01-01T00:00:00+00:00"), (-0.000_001, "2000-12-31T23:59:59.999999+00:00"),
            (86_399.5, "2001-01-01T23:59:59.500000+00:00"), (-978_307_200, "1970-01-01T00:00:00+00:00"),
        ] {
            #expect(DateText.format(Date(timeIntervalSinceReferenceDate: seconds)) == text)
        }
        #expect(DateText.format(Date(timeIntervalSinceReferenceDate: 1e12)) == nil)
        #expect(DateText.format(Date(timeIntervalSinceReferenceDate: .nan)) == nil)
    }

    @Test("each date that is written is read as the same")
    func sameDates() throws {
        var generator = SplitMix(state: 4)
        for _ in 0..<10_000 {
            let microseconds = Int64.random(in: -8_000_000_000_000_000..<8_000_000_000_000_000, using: &generator)
            let date = TimestampFormat.date(microseconds)
            let text = try #require(DateText.format(date))
            #expect(DateText.date(text).flatMap(TimestampFormat.microseconds) == microseconds)
        }
    }

    @Test(
        "does not take other text for a date",
        arguments: [
            "", "2001-01-01", "2001-01-01T", "2001-01-01T25:00:00Z", "2001-01-01T00:60:00Z", "2001-02-30T00:00:00Z",
            "2001-01-01T00:00:00.Z", "2001-01-01T00:00:00.1234567890Z", "2001-01-01T00:00:00+", "2001-01-01T00:00:00+1",
            "2001-01-01T00:00:00+01:", "2001-01-01T00:00:00Zx", "éééééééééé", "2001-01-0é", "infinity",
        ]
    )
    func noDates(_ text: String) {
        #expect(DateText.date(text) == nil)
    }

    @Test("that does not fit is an error with the path to the place")
    func mismatch() throws {
        let wrong = failure(PGJSON<Settings>.self, try json(#"{"theme": "x", "sizes": [1, "2"]}"#))
        #expect(wrong?.code == .typeMismatch)
        #expect(wrong?.message.contains("column \"x\" of row 0 is json") == true)
        #expect(wrong?.message.contains("sizes") == true)
        let missing = failure(PGJSON<Settings>.self, try json(#"{"sizes": []}"#))
        #expect(missing?.message.contains("there is no \"theme\"") == true)
        #expect(failure(PGJSON<Settings>.self, try json("{"))?.code == .typeMismatch)
        #expect(failure(PGJSON<Int>.self, try handMade(.jsonb, [2, 49]))?.code == .typeMismatch)
        #expect(failure(PGJSON<Int>.self, try handMade(.jsonb, []))?.code == .typeMismatch)
        #expect(failure(PGJSON<Int>.self, try handMade(.int4, [0, 0, 0, 1]))?.code == .typeMismatch)
    }

    @Test("that cannot be written is refused before anything is sent")
    func refused() {
        #expect(refusal(PGJSON([Double.nan]))?.code == .invalidParameter)
        #expect(refusal(PGJSON([Date(timeIntervalSinceReferenceDate: 1e12)]))?.code == .invalidParameter)
    }
}
