// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import PGClient

@Suite("A point in time")
struct TimestampTests {
    @Test("keeps each microsecond from 1730 to 2270")
    func microseconds() {
        var generator = SplitMix(state: 1)
        let from = Int64(-270 * 365.25 * 86_400) * 1_000_000
        for _ in 0..<100_000 {
            let microseconds = Int64.random(in: from ..< -from, using: &generator)
            let kept = TimestampFormat.microseconds(TimestampFormat.date(microseconds))
            if kept != microseconds { Issue.record("\(microseconds)") }
        }
    }

    @Test("is within a thousandth of a second anywhere else in the server's range")
    func farAway() throws {
        var generator = SplitMix(state: 2)
        for _ in 0..<100_000 {
            let microseconds = Int64.random(in: TimestampFormat.range, using: &generator)
            let near = TimestampFormat.date(microseconds).timeIntervalSinceReferenceDate
            let exact = Double(microseconds / 1_000_000 - 31_622_400) + Double(microseconds % 1_000_000) / 1e6
            if abs(near - exact) >= 0.001 { Issue.record("\(microseconds)") }
        }
        let first = TimestampFormat.date(TimestampFormat.range.lowerBound)
        #expect(TimestampFormat.microseconds(first) == TimestampFormat.range.lowerBound)
    }

    @Test("is rounded to the nearest microsecond, also below zero")
    func rounding() {
        func sent(_ seconds: Double) -> Int64? {
            TimestampFormat.microseconds(Date(timeIntervalSinceReferenceDate: seconds)).map { $0 - 31_622_400_000_000 }
        }
        #expect(sent(0.000_000_4) == 0)
        #expect(sent(0.000_000_6) == 1)
        #expect(sent(-0.000_000_4) == 0)
        #expect(sent(-0.000_000_6) == -1)
        #expect(sent(-0.999_999_9) == -1_000_000)
        #expect(sent(1.999_999_9) == 2_000_000)
    }

    @Test(
        "that the server does not have is refused before anything is sent",
        arguments: [Double.nan, .infinity, -.infinity, 1e300, -1e300, 1e13, -2.2e11, 9.223_4e12, 9.3e12]
    )
    func outOfRange(_ seconds: Double) {
        let date = Date(timeIntervalSinceReferenceDate: seconds)
        #expect(refusal(date)?.code == .invalidParameter)
        #expect(refusal(PGTimestamp(date))?.code == .invalidParameter)
        #expect(refusal([Date.now, date])?.code == .invalidParameter)
    }

    @Test("is refused by no date that Foundation calls distant")
    func distant() throws {
        for date in [Date.distantPast, .distantFuture] {
            #expect(try Date.decode(echoed(date)) == date)
        }
    }

    @Test("that is infinite is an overflow with that word", arguments: [PGType.timestamp, .timestamptz])
    func infinity(_ type: PGType) throws {
        #expect(failure(Date.self, try handMade(type, bigEndian(Int64.max)))?.message.contains(" infinity") == true)
        let error = failure(Date.self, try handMade(type, bigEndian(Int64.min)))
        #expect(error?.code == .overflow)
        #expect(error?.message.contains("-infinity") == true)
        #expect(failure(Date.self, try handMade(type, bigEndian(Int64.max - 1)))?.code == .overflow)
    }

    @Test("without time zone is sent as such, and read from nothing else")
    func withoutTimeZone() throws {
        let timestamp = PGTimestamp(Date(timeIntervalSinceReferenceDate: 1.5))
        #expect(bound(timestamp).map(\.type) == [.timestamp])
        #expect(try PGTimestamp.decode(echoed(timestamp)) == timestamp)
        #expect(failure(PGTimestamp.self, try echoed(timestamp.date))?.code == .typeMismatch)
        #expect(try Date.decode(echoed(timestamp)) == timestamp.date)
    }
}
