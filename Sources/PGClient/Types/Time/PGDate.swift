// SPDX-License-Identifier: Apache-2.0

/// A day of the calendar, without time and time zone: the server's `date`.
///
/// The calendar is the Gregorian one at all times, before its introduction too. Years are counted as in ISO 8601: 0 is
/// 1 BC, -1 is 2 BC. Valid are the server's days, from -4713-11-24 to 5874897-12-31.
public struct PGDate: Hashable, Comparable, Sendable {
    /// Days since the first of January 2000, before it negative.
    public var daysSince2000: Int { Int(days) }

    let days: Int32

    static let validDays: Range<Int> = -2_451_545..<2_145_031_949

    /// A day by its number.
    ///
    /// - Throws: ``PGError`` with the code `invalidParameter` for a day that the server does not have.
    public init(daysSince2000 days: Int) throws(PGError) {
        guard Self.validDays.contains(days) else {
            throw PGError(
                .invalidParameter,
                "\(days) days after 2000-01-01 is no date; valid is from -4713-11-24 to 5874897-12-31"
            )
        }
        self.days = Int32(days)
    }

    /// A day by year, month from 1, and day from 1.
    ///
    /// - Throws: ``PGError`` with the code `invalidParameter` for a day that the calendar or the server does not have.
    public init(year: Int, month: Int, day: Int) throws(PGError) {
        let days = (-5_000...5_900_000).contains(year) ? CivilCalendar.days(year, month, day) : nil
        guard let days, Self.validDays.contains(days) else {
            throw PGError(
                .invalidParameter,
                "\(year)-\(month)-\(day) is no date; valid are days of the Gregorian calendar "
                    + "from -4713-11-24 to 5874897-12-31"
            )
        }
        self.days = Int32(days)
    }

    /// The year; 0 is 1 BC.
    public var year: Int { CivilCalendar.date(daysSince2000).year }

    /// The month, from 1.
    public var month: Int { CivilCalendar.date(daysSince2000).month }

    /// The day of the month, from 1.
    public var day: Int { CivilCalendar.date(daysSince2000).day }

    /// Whether one is earlier than the other.
    public static func < (left: PGDate, right: PGDate) -> Bool { left.days < right.days }
}

extension PGDate: PGEncodable, PGDecodable {
    /// `date`
    public static var arrayElementType: PGType { .date }

    /// As `date`.
    public func encode(into parameters: inout PGParameters) { parameters.append(days, as: .date) }

    /// From `date`.
    ///
    /// - Throws: ``PGError`` with the code `overflow` for `infinity` and `-infinity`.
    public static func decode(_ value: PGValue) throws(PGError) -> PGDate {
        guard value.type == .date else { throw value.typeMismatch(PGDate.self) }
        let days = try value.integer(Int32.self, for: PGDate.self)
        if let date = try? PGDate(daysSince2000: Int(days)) { return date }
        switch days {
        case .max: throw value.overflow(PGDate.self, "infinity")
        case .min: throw value.overflow(PGDate.self, "-infinity")
        default: throw value.overflow(PGDate.self, "\(days) days after 2000-01-01")
        }
    }
}
