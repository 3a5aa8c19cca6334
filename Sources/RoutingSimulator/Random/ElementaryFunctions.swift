// SPDX-License-Identifier: Apache-2.0

/// Logarithm and exponential from additions, multiplications and divisions alone, which every platform rounds alike, so
/// that a seed gives the same bytes everywhere. A platform's own functions differ in the last bit.
enum ElementaryFunctions {
    private static let lnOf2 = 0.693_147_180_559_945_309_4

    /// The natural logarithm of a positive finite number, to about 15 digits.
    ///
    /// With x = m * 2^e and m near 1: ln m = 2 artanh((m - 1) / (m + 1)), by its series.
    static func ln(_ value: Double) -> Double {
        var exponent = Double(value.exponent)
        var significand = value.significand
        if significand > 1.414_213_562_373_095 {
            significand /= 2
            exponent += 1
        }
        let quotient = (significand - 1) / (significand + 1)
        let square = quotient * quotient
        var sum = 1.0 / 21
        var divisor = 19.0
        while divisor >= 1 {
            sum = sum * square + 1 / divisor
            divisor -= 2
        }
        return exponent * lnOf2 + 2 * quotient * sum
    }

    /// e to the power of a number, to about 15 digits; 0 or infinite where the result is outside of the range.
    ///
    /// With x = k ln 2 + r and r near 0: 2^k * e^r, by its series.
    static func exp(_ value: Double) -> Double {
        guard value > -700 else { return 0 }
        guard value < 700 else { return .infinity }
        let power = (value / lnOf2).rounded()
        let rest = value - power * lnOf2
        var sum = 1.0
        var factor = 14.0
        while factor >= 1 {
            sum = 1 + rest / factor * sum
            factor -= 1
        }
        return Double(sign: .plus, exponent: Int(power), significand: sum)
    }
}
