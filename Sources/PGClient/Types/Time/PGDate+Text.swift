// SPDX-License-Identifier: Apache-2.0

extension PGDate: LosslessStringConvertible, Codable {
    /// ISO 8601: `2026-11-21`; years before 0 and after 9999 with a sign, `-0043-03-15`.
    public var description: String {
        let (year, month, day) = CivilCalendar.date(daysSince2000)
        let sign = year < 0 ? "-" : year > 9999 ? "+" : ""
        return "\(sign)\(Self.padded(abs(year), 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
    }

    /// Reads ISO 8601, as ``description`` writes it; `nil` for anything else.
    public init?(_ description: String) {
        let isNegative = description.hasPrefix("-")
        let digits = isNegative || description.hasPrefix("+") ? description.dropFirst() : description[...]
        let parts = digits.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, (4...7).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
            parts[2].utf8.count == 2, digits.utf8.allSatisfy({ $0 == 45 || (48...57).contains($0) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            let date = try? PGDate(year: isNegative ? -year : year, month: month, day: day)
        else { return nil }
        self = date
    }

    /// Reads the text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let date = PGDate(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "\"\(text)\" is no date; valid is for example \"2026-11-21\""
            )
        }
        self = date
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
