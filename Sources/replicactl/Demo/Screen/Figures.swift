// SPDX-License-Identifier: Apache-2.0

/// Numbers as text for people.
enum Figures {
    /// With a comma between thousands: `12,345`.
    static func grouped(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        let text = digits.indices.map { index in
            (index > 0 && (digits.count - index).isMultiple(of: 3) ? "," : "") + String(digits[index])
        }
        return (number < 0 ? "-" : "") + text.joined()
    }

    /// A number and the noun for it: `1 read`, `2 reads`.
    static func counted(_ number: Int, _ noun: String) -> String {
        "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// `20.0%` for 0.2.
    static func percent(_ part: Double) -> String { fixed(part * 100, decimals: 1) + "%" }

    /// `4.0 s`.
    static func seconds(_ seconds: Double) -> String { fixed(seconds, decimals: 1) + " s" }

    /// `870us`, `1.25ms`, `2.10s`; `-` where there is none.
    static func latency(_ microseconds: UInt64?) -> String {
        guard let microseconds else { return "-" }
        switch microseconds {
        case ..<1000: return "\(microseconds)us"
        case ..<99_995: return fixed(Double(microseconds) / 1000, decimals: 2) + "ms"
        case ..<1_000_000: return "\((microseconds + 500) / 1000)ms"
        default: return fixed(Double(microseconds) / 1_000_000, decimals: 2) + "s"
        }
    }

    /// `512B`, `16kB`, `1.5MB`, in powers of 1024; `-` where it is not known.
    static func bytes(_ bytes: UInt64?) -> String {
        guard let bytes else { return "-" }
        switch bytes {
        case ..<1024: return "\(bytes)B"
        case ..<(1 << 20): return "\(bytes >> 10)kB"
        case ..<(1 << 30): return fixed(Double(bytes) / Double(1 << 20), decimals: 1) + "MB"
        default: return fixed(Double(bytes) / Double(1 << 30), decimals: 1) + "GB"
        }
    }

    /// To six decimals.
    static func rounded(_ number: Double) -> Double { (number * 1_000_000).rounded() / 1_000_000 }

    private static func fixed(_ number: Double, decimals: Int) -> String {
        let scale = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
        guard let scaled = Int(exactly: (number * scale).rounded()) else { return "\(number)" }
        let digits = String(scaled.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let sign = scaled < 0 ? "-" : ""
        return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }
}
