// SPDX-License-Identifier: Apache-2.0

/// A place in the write-ahead log of a PostgreSQL server (LSN): a number of bytes from its start.
public struct LogSequenceNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Bytes from the start of the log.
    public let rawValue: UInt64

    /// Makes an LSN of a number of bytes.
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Reads an LSN as PostgreSQL writes its `pg_lsn`: two hexadecimal numbers of one to eight digits, the high
    /// half and the low half, with a slash between them, such as `16/B374D848`.
    ///
    /// Anything else is nil, signs and spaces included.
    public init?(_ text: String) {
        let halves = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard
            halves.count == 2,
            let high = Self.parse(halves[0]),
            let low = Self.parse(halves[1])
        else { return nil }
        rawValue = UInt64(high) &<< 32 | UInt64(low)
    }

    private static func parse(_ digits: Substring.UTF8View) -> UInt32? {
        guard
            (1...8).contains(digits.count),
            digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit })
        else { return nil }
        return UInt32(Substring(digits), radix: 16)
    }

    /// The LSN as PostgreSQL writes it, such as `16/B374D848`.
    public var description: String {
        let high = String(rawValue &>> 32, radix: 16, uppercase: true)
        let low = String(rawValue & 0xFFFF_FFFF, radix: 16, uppercase: true)
        return "\(high)/\(low)"
    }

    /// The bytes from this LSN to another, negative when the other is earlier, and within what an `Int64` holds.
    public func distance(to other: LogSequenceNumber) -> Int64 {
        other >= self
            ? Int64(clamping: other.rawValue - rawValue)
            : -Int64(clamping: rawValue - other.rawValue)
    }

    /// Whether one LSN is before another.
    public static func < (left: LogSequenceNumber, right: LogSequenceNumber) -> Bool {
        left.rawValue < right.rawValue
    }
}
