// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A date that is stored as `timestamp without time zone`, in UTC.
///
/// A plain `Date` is sent with time zone, and the server would convert it to the time zone of the session:
///
/// ```swift
/// try await connection.execute("INSERT INTO log (at) VALUES (\(PGTimestamp(.now)))")
/// ```
public struct PGTimestamp: Hashable, Comparable, Sendable, Codable {
    /// The date whose date and time in UTC are stored.
    public var date: Date

    /// A timestamp of a date.
    public init(_ date: Date) {
        self.date = date
    }

    /// Whether one is earlier than the other.
    public static func < (left: PGTimestamp, right: PGTimestamp) -> Bool { left.date < right.date }

    /// Reads the date.
    public init(from decoder: any Decoder) throws {
        date = try decoder.singleValueContainer().decode(Date.self)
    }

    /// Writes the date.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(date)
    }
}

extension PGTimestamp: PGEncodable, PGDecodable {
    /// `timestamp without time zone`
    public static var arrayElementType: PGType { .timestamp }

    /// As `timestamp without time zone`, rounded to microseconds. A date outside of the server's range makes the
    /// statement fail with the code `invalidParameter` before it is sent.
    public func encode(into parameters: inout PGParameters) {
        TimestampFormat.encode(date, as: .timestamp, into: &parameters)
    }

    /// From `timestamp without time zone`.
    ///
    /// - Throws: ``PGError`` with the code `overflow` for `infinity` and `-infinity`.
    public static func decode(_ value: PGValue) throws(PGError) -> PGTimestamp {
        guard value.type == .timestamp else { throw value.typeMismatch(PGTimestamp.self) }
        return PGTimestamp(try TimestampFormat.decode(value, for: PGTimestamp.self))
    }
}
