// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Dates as text in JSON: RFC 3339 with microseconds, as `to_json` of the server writes a `timestamp with time zone`.
enum DateText {
    /// The date in UTC, rounded to microseconds; `nil` outside of the years 0 to 9999.
    static func format(_ date: Date) -> String? {
        guard let microseconds = TimestampFormat.microseconds(date) else { return nil }
        let seconds = Int(microseconds).floorDivided(by: 1_000_000)
        let days = seconds.floorDivided(by: 86_400)
        guard let day = try? PGDate(daysSince2000: days), (0...9999).contains(day.year) else { return nil }
        let second = seconds - days * 86_400
        let fraction = Int(microseconds) - seconds * 1_000_000
        let time = [second / 3_600, second / 60 % 60, second % 60].map { PGDate.padded($0, 2) }.joined(separator: ":")
        return "\(day)T\(time)\(fraction == 0 ? "" : ".\(PGDate.padded(fraction, 6))")+00:00"
    }

    /// Reads date, `T` or a space, time, at most nine digits of a fraction, and `Z` or an offset. Without an offset, as
    /// the server writes a `timestamp without time zone`, it is UTC.
    static func date(_ text: String) -> Date? {
        var rest = Substring(text).utf8
        guard let date = PGDate(String(text.prefix(10))) else { return nil }
        rest.removeFirst(10)
        guard take(&rest, "T") || take(&rest, "t") || take(&rest, " "),
            let hour = number(&rest, 0...24), take(&rest, ":"), let minute = number(&rest, 0...59)
        else { return nil }
        var (second, fraction) = (0, 0.0)
        if take(&rest, ":") {
            guard let read = number(&rest, 0...60) else { return nil }
            second = read
            if take(&rest, ".") {
                let digits = rest.prefix { (48...57).contains($0) }
                guard (1...9).contains(digits.count), let value = Double("0.\(Substring(digits))") else { return nil }
                fraction = value
                rest.removeFirst(digits.count)
            }
        }
        guard let offset = offset(&rest), rest.isEmpty else { return nil }
        let seconds = (date.daysSince2000 - 366) * 86_400 + hour * 3_600 + minute * 60 + second - offset
        return Date(timeIntervalSinceReferenceDate: Double(seconds) + fraction)
    }

    private static func offset(_ rest: inout Substring.UTF8View) -> Int? {
        if rest.isEmpty || take(&rest, "Z") || take(&rest, "z") { return 0 }
        let isNegative = take(&rest, "-")
        guard isNegative || take(&rest, "+"), let hours = number(&rest, 0...15) else { return nil }
        let hasColon = take(&rest, ":")
        guard let minutes = rest.isEmpty && !hasColon ? 0 : number(&rest, 0...59) else { return nil }
        let seconds = hours * 3_600 + minutes * 60
        return isNegative ? -seconds : seconds
    }

    private static func take(_ rest: inout Substring.UTF8View, _ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    /// A number of two digits.
    private static func number(_ rest: inout Substring.UTF8View, _ valid: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(2)
        guard digits.count == 2, digits.allSatisfy({ (48...57).contains($0) }),
            let number = Int(String(Substring(digits))), valid.contains(number)
        else { return nil }
        rest.removeFirst(2)
        return number
    }
}
