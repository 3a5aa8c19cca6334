// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import PGClient

@Suite("A calendar day")
struct PGDateTests {
    @Test(
        "is the number of days since 2000 that the server counts",
        arguments: [
            ("2000-01-01", 0), ("1999-12-31", -1), ("2000-02-29", 59), ("2000-12-31", 365), ("1970-01-01", -10_957),
            ("1900-03-01", -36_465), ("0001-01-01", -730_119), ("0000-12-31", -730_120), ("2026-11-21", 9_821),
            ("-4713-11-24", -2_451_545), ("+5874897-12-31", 2_145_031_948),
        ]
    )
    func known(_ text: String, _ days: Int) throws {
        let date = try #require(PGDate(text))
        #expect(date.daysSince2000 == days)
        #expect(try PGDate(daysSince2000: days).description == text)
        #expect(try PGDate(year: date.year, month: date.month, day: date.day) == date)
    }

    @Test("follows the day before it by one, through an era of 400 years and its leap days")
    func era() throws {
        var lengths: [Int: Int] = [:]
        var last = try PGDate(daysSince2000: -1)
        for days in 0..<146_097 {
            let date = try PGDate(daysSince2000: days)
            let (year, month, day) = (date.year, date.month, date.day)
            let isNext = (year, month, day) > (last.year, last.month, last.day) && (day == last.day + 1 || day == 1)
            // Recorded by hand, as 146,097 expectations take seconds.
            if try !isNext || PGDate(year: year, month: month, day: day).days != days { Issue.record("\(date)") }
            lengths[date.year, default: 0] += 1
            last = date
        }
        #expect(lengths.count == 400)
        #expect(lengths.allSatisfy { $1 == ($0 % 4 == 0 && ($0 % 100 != 0 || $0 % 400 == 0) ? 366 : 365) })
    }

    @Test(
        "that the calendar or the server does not have is an error which says what is valid",
        arguments: [
            (2023, 2, 29), (1900, 2, 29), (2024, 4, 31), (2024, 0, 1), (2024, 13, 1), (2024, 1, 0), (2024, 1, -1),
            (-4713, 11, 23), (5_874_898, 1, 1), (Int.max, 1, 1), (Int.min, 12, 31), (2024, Int.max, 1),
            (2024, 1, Int.min),
        ]
    )
    func invalid(_ year: Int, _ month: Int, _ day: Int) {
        let error = #expect(throws: PGError.self) { try PGDate(year: year, month: month, day: day) }
        #expect(error?.code == .invalidParameter)
        #expect(error?.message.contains("5874897-12-31") == true)
        #expect(throws: PGError.self) { try PGDate(daysSince2000: year == .min ? .min : .max) }
    }

    @Test(
        "is not read from other text",
        arguments: [
            "", "2024", "2024-1-1", "2024-02-30", "24-01-01", "2024-01-01 ", "2024/01/01", "--2024-01-01", "٢٠٢٤-01-01",
        ]
    )
    func notText(_ text: String) {
        #expect(PGDate(text) == nil)
    }

    @Test("of a point in time is the one in UTC, before 2000 and 1970 too")
    func inUTC() throws {
        for (seconds, text) in [
            (0.0, "2001-01-01"), (-0.5, "2000-12-31"), (86_399.9, "2001-01-01"), (-978_307_200, "1970-01-01"),
            (-978_307_201, "1969-12-31"),
        ] {
            let date = try PGDate(inUTC: Date(timeIntervalSinceReferenceDate: seconds))
            #expect(date.description == text)
            #expect(try PGDate(inUTC: date.startInUTC) == date)
        }
        #expect(throws: PGError.self) { try PGDate(inUTC: Date(timeIntervalSinceReferenceDate: .nan)) }
        #expect(throws: PGError.self) { try PGDate(inUTC: Date(timeIntervalSinceReferenceDate: 1e300)) }
        #expect(throws: PGError.self) {
            try PGDate(inUTC: Date(timeIntervalSinceReferenceDate: 86_400.0 * 2_147_483_647))
        }
    }

    @Test("that is infinite is an overflow with that word, and so is one outside of the server's range")
    func infinity() throws {
        for (days, word) in [(Int32.max, " infinity"), (.min, "-infinity"), (-2_451_546, "-2451546 days")] {
            let error = failure(PGDate.self, try handMade(.date, bigEndian(days)))
            #expect(error?.code == .overflow)
            #expect(error?.message.contains(word) == true)
        }
    }
}
