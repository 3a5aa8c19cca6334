// SPDX-License-Identifier: Apache-2.0

/// A span of time as the server has it: months, days and microseconds side by side, because neither a month nor a day
/// is always as long as another. The fields may have different signs.
///
/// Two intervals are equal if their fields are: 30 days are not a month here, although they are for the server.
public struct PGInterval: Hashable, Sendable, Codable {
    /// Months; twelve make a year.
    public var months: Int32

    /// Days.
    public var days: Int32

    /// Microseconds.
    public var microseconds: Int64

    /// An interval of its fields.
    public init(months: Int32 = 0, days: Int32 = 0, microseconds: Int64 = 0) {
        self.months = months
        self.days = days
        self.microseconds = microseconds
    }

    /// An interval of microseconds only; `nil` if the duration has a part smaller than a microsecond, or more
    /// microseconds than fit.
    public init?(exactly duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (fraction, rest) = attoseconds.quotientAndRemainder(dividingBy: 1_000_000_000_000)
        let (whole, tooLong) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, tooLongYet) = whole.addingReportingOverflow(fraction)
        guard rest == 0, !tooLong, !tooLongYet else { return nil }
        self.init(microseconds: sum)
    }

    /// The interval as a duration; `nil` if it has months or days, which have no fixed length.
    public var duration: Duration? {
        months == 0 && days == 0 ? .microseconds(microseconds) : nil
    }
}

extension PGInterval: PGEncodable, PGDecodable {
    /// `interval`
    public static var arrayElementType: PGType { .interval }

    /// As `interval`.
    public func encode(into parameters: inout PGParameters) {
        parameters.append(.interval) { bytes in
            bytes.append(bigEndian: microseconds)
            bytes.append(bigEndian: days)
            bytes.append(bigEndian: months)
        }
    }

    /// From `interval`. From PostgreSQL 17 on an infinite one has all fields at their greatest, or least, values.
    public static func decode(_ value: PGValue) throws(PGError) -> PGInterval {
        guard value.type == .interval else { throw value.typeMismatch(PGInterval.self) }
        return try value.withRequiredBytes(for: PGInterval.self) { bytes throws(PGError) in
            guard bytes.count == 16, let microseconds = bytes.bigEndian(Int64.self, at: 0),
                let days = bytes.bigEndian(Int32.self, at: 8), let months = bytes.bigEndian(Int32.self, at: 12)
            else { throw value.typeMismatch(PGInterval.self, "the value has \(bytes.count) bytes instead of 16") }
            return PGInterval(months: months, days: days, microseconds: microseconds)
        }
    }
}
