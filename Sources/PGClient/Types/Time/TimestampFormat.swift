// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Points in time as the server has them: microseconds since the first of January 2000, 00:00 UTC.
enum TimestampFormat {
    /// From 4714-11-24 BC to the end of the year 294276.
    static let range: Range<Int64> = -211_813_488_000_000_000..<9_223_371_331_200_000_000

    /// From the server's epoch to Foundation's, which is a year later.
    private static let secondsBetweenEpochs: Int64 = 366 * 86_400

    /// The date, rounded to what `Date` can hold: microseconds are exact from 1729 to 2273.
    static func date(_ microseconds: Int64) -> Date {
        let (seconds, fraction) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return Date(
            timeIntervalSinceReferenceDate: Double(seconds - secondsBetweenEpochs) + Double(fraction) / 1_000_000
        )
    }

    /// The date rounded to microseconds; `nil` if it is outside of ``range``.
    static func microseconds(_ date: Date) -> Int64? {
        let interval = date.timeIntervalSinceReferenceDate
        let whole = interval.rounded(.down)
        guard let seconds = Int64(exactly: whole) else { return nil }
        let (shifted, tooLate) = seconds.addingReportingOverflow(secondsBetweenEpochs)
        let (scaled, tooFar) = shifted.multipliedReportingOverflow(by: 1_000_000)
        let (sum, tooFarYet) = scaled.addingReportingOverflow(Int64(((interval - whole) * 1_000_000).rounded()))
        guard !tooLate, !tooFar, !tooFarYet, range.contains(sum) else { return nil }
        return sum
    }

    static func decode(_ value: PGValue, for wanted: Any.Type) throws(PGError) -> Date {
        let microseconds = try value.integer(Int64.self, for: wanted)
        guard range.contains(microseconds) else {
            switch microseconds {
            case .max: throw value.overflow(wanted, "infinity")
            case .min: throw value.overflow(wanted, "-infinity")
            default: throw value.overflow(wanted, "\(microseconds) microseconds after 2000-01-01")
            }
        }
        return date(microseconds)
    }

    static func encode(_ date: Date, as type: PGType, into parameters: inout PGParameters) {
        guard let microseconds = microseconds(date) else {
            return parameters.refuse(
                "is a date \(date.timeIntervalSinceReferenceDate) seconds after 2001-01-01; "
                    + "valid is from 4714-11-24 BC to the year 294276"
            )
        }
        parameters.append(microseconds, as: type)
    }
}
