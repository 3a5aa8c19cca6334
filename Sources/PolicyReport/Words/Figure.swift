// SPDX-License-Identifier: Apache-2.0

/// Numbers for people.
enum Figure {
    /// A number to three digits that count: 12300, 123, 12.3, 1.23, 0.0123.
    static func short(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        let size = abs(value)
        guard size > 0 else { return "0" }
        var decimals = 0
        var limit = 100.0
        while size < limit * 0.9995, decimals < 6 {
            decimals += 1
            limit /= 10
        }
        return trimmed(fixed(value, decimals: min(decimals, 6)))
    }

    /// A number with so many decimals, and thousands apart.
    static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "–" }
        let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
        let scaled = Int64((abs(value) * scale).rounded())
        let whole = scaled / Int64(scale)
        let sign = value < 0 && scaled != 0 ? "−" : ""
        guard decimals > 0 else { return sign + grouped(whole) }
        let rest = String(scaled % Int64(scale))
        return sign + grouped(whole) + "." + String(repeating: "0", count: decimals - rest.count) + rest
    }

    /// A whole number with thousands apart: 12,345.
    static func grouped(_ value: Int64) -> String {
        let digits = String(value)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }

    /// A time in the unit that suits it: 35 ms, 1.2 s, 180 µs.
    static func time(_ milliseconds: Double) -> String {
        if milliseconds == 0 { return "0 ms" }
        if milliseconds < 0.9995 { return short(milliseconds * 1_000) + " µs" }
        if milliseconds < 999.5 { return short(milliseconds) + " ms" }
        return short(milliseconds / 1_000) + " s"
    }

    /// A share as a percentage. Near the ends it has as many digits as tell it from them.
    static func percent(_ share: Double) -> String {
        guard share > 0.99, share < 1 else { return short(share * 100) + " %" }
        let missing = (1 - share) * 100
        var decimals = 1
        var limit = 0.1
        while missing < limit * 5, decimals < 5 {
            decimals += 1
            limit /= 10
        }
        return fixed(share * 100, decimals: decimals) + " %"
    }

    /// A median with its least and greatest where these differ: "12.3 ms (11.9–12.8 ms)".
    static func spread(_ spread: Spread, _ text: (Double) -> String) -> String {
        let (least, greatest) = (text(spread.least), text(spread.greatest))
        guard least != greatest else { return text(spread.median) }
        return "\(text(spread.median)) (\(least) to \(greatest))"
    }

    private static func trimmed(_ text: String) -> String {
        guard text.contains(".") else { return text }
        var text = Substring(text)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return String(text)
    }
}
