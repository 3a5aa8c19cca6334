// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension Date: PGEncodable, PGDecodable {
    /// `timestamp with time zone`
    public static var arrayElementType: PGType { .timestamptz }

    /// As `timestamp with time zone`, rounded to microseconds. A date outside of the server's range makes the statement
    /// fail with the code `invalidParameter` before it is sent.
    ///
    /// - Warning: In a place of the type `timestamp without time zone` the server converts to the time zone of the
    ///   session. ``PGTimestamp`` stays in UTC.
    public func encode(into parameters: inout PGParameters) {
        TimestampFormat.encode(self, as: .timestamptz, into: &parameters)
    }

    /// From `timestamp with time zone`, or from `timestamp without time zone`, taken as UTC.
    ///
    /// The server's microseconds are kept from the year 1729 to 2273; further away `Date` is coarser.
    ///
    /// - Throws: ``PGError`` with the code `overflow` for `infinity` and `-infinity`.
    public static func decode(_ value: PGValue) throws(PGError) -> Date {
        guard value.type == .timestamptz || value.type == .timestamp else { throw value.typeMismatch(Date.self) }
        return try TimestampFormat.decode(value, for: Date.self)
    }
}
