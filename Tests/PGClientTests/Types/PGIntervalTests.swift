// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("An interval")
struct PGIntervalTests {
    @Test("keeps its three fields apart, at their extremes too")
    func fields() throws {
        for interval in [
            PGInterval(), PGInterval(months: 14, days: -3, microseconds: 1),
            PGInterval(months: .max, days: .max, microseconds: .max),
            PGInterval(months: .min, days: .min, microseconds: .min),
        ] {
            #expect(try PGInterval.decode(echoed(interval)) == interval)
        }
        #expect(
            bound(PGInterval(months: 1, days: 2, microseconds: 3)).map(\.bytes)
                == [bigEndian(Int64(3)) + bigEndian(Int32(2)) + bigEndian(Int32(1))]
        )
    }

    @Test("is a duration only where that is exact")
    func duration() throws {
        #expect(PGInterval(microseconds: -1_500_000).duration == .milliseconds(-1500))
        #expect(PGInterval(days: 1).duration == nil)
        #expect(PGInterval(months: 1, microseconds: 1).duration == nil)
        #expect(PGInterval(exactly: .seconds(2) + .microseconds(3)) == PGInterval(microseconds: 2_000_003))
        #expect(PGInterval(exactly: .seconds(-2) - .microseconds(3)) == PGInterval(microseconds: -2_000_003))
        #expect(PGInterval(exactly: .nanoseconds(1500)) == nil)
        #expect(PGInterval(exactly: .seconds(Int64.max)) == nil)
        for extreme in [Int64.max, .min] {
            let interval = PGInterval(microseconds: extreme)
            #expect(interval.duration.flatMap(PGInterval.init(exactly:)) == interval)
        }
    }
}
