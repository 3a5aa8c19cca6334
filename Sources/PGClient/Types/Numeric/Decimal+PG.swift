// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension Decimal: PGEncodable, PGDecodable {
    /// `numeric`
    public static var arrayElementType: PGType { .numeric }

    /// As `numeric`, exactly. `NaN`, which is what `Decimal` makes of an overflow, makes the statement fail with the
    /// code `invalidParameter` before it is sent.
    public func encode(into parameters: inout PGParameters) {
        guard !isNaN, let coefficient = UInt128(significand.description) else {
            return parameters.refuse("is a Decimal that is not a number; valid are finite ones")
        }
        let number = NumericFormat(isNegative: isSignMinus, coefficient: coefficient, exponent: exponent)
        parameters.append(.numeric) { number.write(to: &$0) }
    }

    /// From `numeric`, exactly: nothing is ever rounded. Zeros at the end are not kept where `Decimal` does not keep
    /// them: `1.50` is 1.5.
    ///
    /// - Throws: ``PGError`` with the code `overflow` for more digits than `Decimal` has (38, and the 39-digit numbers
    ///   below 2^128) or an exponent outside of -128...127; with the code `typeMismatch` for `NaN` and `Infinity`.
    public static func decode(_ value: PGValue) throws(PGError) -> Decimal {
        guard value.type == .numeric else { throw value.typeMismatch(Decimal.self) }
        return try value.withRequiredBytes(for: Decimal.self) { bytes throws(PGError) in
            do throws(NumericFormat.Obstacle) {
                let number = try NumericFormat(bytes)
                if let decimal = Decimal(number) { return decimal }
                throw .tooManyDigits
            } catch {
                throw error.asError(of: value)
            }
        }
    }

    /// `nil` if the exponent is out of range.
    init?(_ number: NumericFormat) {
        let sign: FloatingPointSign = number.isNegative ? .minus : .plus
        guard number.coefficient != 0 else {
            self = 0
            return
        }
        guard (-128...127).contains(number.exponent) else { return nil }
        var significand = Decimal(UInt64(truncatingIfNeeded: number.coefficient % Self.limb))
        var (rest, exponent) = (number.coefficient / Self.limb, Self.limbDigits)
        while rest > 0 {
            let limb = Decimal(UInt64(truncatingIfNeeded: rest % Self.limb))
            significand += Decimal(sign: .plus, exponent: exponent, significand: limb)
            rest /= Self.limb
            exponent += Self.limbDigits
        }
        self.init(sign: sign, exponent: number.exponent, significand: significand)
        if isNaN { return nil }
    }

    /// As many decimal digits as `UInt64` has in full.
    private static let limb: UInt128 = 10_000_000_000_000_000_000
    private static let limbDigits = 19
}

extension NumericFormat.Obstacle {
    fileprivate func asError(of value: PGValue) -> PGError {
        switch self {
        case .malformed: value.typeMismatch(Decimal.self, "the bytes are not those of a number")
        case .notANumber: value.typeMismatch(Decimal.self, "it is NaN; valid are finite numbers")
        case .infinity: value.typeMismatch(Decimal.self, "it is Infinity; valid are finite numbers")
        case .negativeInfinity: value.typeMismatch(Decimal.self, "it is -Infinity; valid are finite numbers")
        case .tooManyDigits: value.overflow(Decimal.self, "a number of more than 38 digits or beyond 10^127")
        }
    }
}
