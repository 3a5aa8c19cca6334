// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import PGClient

@Suite("A decimal number")
struct DecimalTests {
    private func numeric(_ digits: [UInt16], weight: Int16, sign: UInt16 = 0, scale: UInt16 = 0) -> [UInt8] {
        var bytes = bigEndian(UInt16(digits.count))
        bytes += bigEndian(weight)
        bytes += bigEndian(sign)
        bytes += bigEndian(scale)
        for digit in digits { bytes += bigEndian(digit) }
        return bytes
    }

    @Test("is written in digits to the base 10,000 from the decimal point on, with its scale")
    func written() throws {
        func sent(_ text: String) throws -> [UInt8]? {
            bound(try #require(Decimal(string: text))).first?.bytes
        }
        #expect(try sent("0") == numeric([], weight: 0))
        #expect(try sent("-1") == numeric([1], weight: 0, sign: 0x4000))
        #expect(try sent("12345.678") == numeric([1, 2345, 6780], weight: 1, scale: 3))
        #expect(try sent("0.00012") == numeric([1, 2000], weight: -1, scale: 5))
        #expect(try sent("0.00000001") == numeric([1], weight: -2, scale: 8))
        #expect(try sent("1e8") == numeric([1], weight: 2))
        #expect(try sent("120000") == numeric([12], weight: 1))
        #expect(bound(Decimal(1)).map(\.type) == [.numeric])
    }

    @Test("is read whatever the digits that stand for it")
    func read() throws {
        func decoded(_ bytes: [UInt8]) throws -> Decimal { try Decimal.decode(handMade(.numeric, bytes)) }
        #expect(try decoded(numeric([], weight: 0, scale: 2)) == 0)
        #expect(try decoded(numeric([], weight: 7)) == 0)
        #expect(try decoded(numeric([1, 5000], weight: 0, scale: 2)) == Decimal(string: "1.5"))
        #expect(try decoded(numeric([0, 0, 1, 0, 0], weight: 2)) == 1)
        #expect(try decoded(numeric([0, 0], weight: 2, sign: 0x4000)) == 0)
        #expect(try decoded(numeric([1], weight: 25, sign: 0x4000)) == Decimal(string: "-1e100"))
    }

    @Test("comes back exactly, whatever its digits, sign and exponent")
    func roundTrip() throws {
        var generator = SplitMix(state: 3)
        for _ in 0..<20_000 {
            let bits = Int.random(in: 0...128, using: &generator)
            let number = NumericFormat(
                isNegative: .random(using: &generator),
                coefficient: bits == 0 ? 0 : UInt128.random(in: 0...UInt128.max >> (128 - bits), using: &generator),
                exponent: .random(in: -128...127, using: &generator)
            )
            var bytes: [UInt8] = []
            number.write(to: &bytes)
            let read = try bytes.withUnsafeBytes { bytes throws(NumericFormat.Obstacle) in try NumericFormat(bytes) }
            #expect(isSame(read, number))
            guard let decimal = Decimal(number) else {
                // 10e127 is in the range of numbers but 1e128 not in that of exponents.
                #expect(read.exponent > 127)
                continue
            }
            let sign = number.isNegative ? "-" : ""
            #expect(decimal == Decimal(string: "\(sign)\(number.coefficient)e\(number.exponent)"))
            #expect(try Decimal.decode(echoed(decimal)) == decimal)
        }
    }

    /// Equal but for zeros at the end of the coefficient.
    private func isSame(_ left: NumericFormat, _ right: NumericFormat) -> Bool {
        var right = right
        if right.coefficient == 0 { return left.coefficient == 0 }
        while right.coefficient % 10 == 0 {
            right.coefficient /= 10
            right.exponent += 1
        }
        return left == right
    }

    @Test("has as many digits as Decimal holds, and not one more")
    func digits() throws {
        for text in [
            String(repeating: "9", count: 38), "-0." + String(repeating: "9", count: 38), "\(UInt128.max)",
            "-\(UInt128.max)", "1234567890123456789.0123456789012345678",
        ] {
            let decimal = try #require(Decimal(string: text))
            #expect(decimal.description == text)
            #expect(try Decimal.decode(echoed(decimal)).description == text)
        }
        for bytes in [
            numeric(Array(repeating: 9999, count: 10), weight: 9),
            // 2^128
            numeric([340, 2823, 6692, 938, 4634, 6337, 4607, 4317, 6821, 1456], weight: 9),
            numeric([1], weight: 32), numeric([1], weight: -33, scale: 132), numeric([1], weight: .max),
            numeric([1] + Array(repeating: 0, count: 20) + [1], weight: 0, scale: 84),
        ] {
            let error = failure(Decimal.self, try handMade(.numeric, bytes))
            #expect(error?.code == .overflow)
            #expect(error?.message.contains("38 digits") == true)
        }
    }

    @Test("that is not finite is an error in words, both ways")
    func notFinite() throws {
        for (sign, word) in [(UInt16(0xC000), "NaN"), (0xD000, " Infinity"), (0xF000, "-Infinity")] {
            let error = failure(Decimal.self, try handMade(.numeric, numeric([], weight: 0, sign: sign)))
            #expect(error?.code == .typeMismatch)
            #expect(error?.message.contains(word) == true)
        }
        #expect(refusal(Decimal.nan)?.code == .invalidParameter)
        #expect(refusal(Decimal(1)) == nil)
    }

    @Test("of wrong bytes is an error")
    func malformed() throws {
        for bytes in [
            [], [0], numeric([10_000], weight: 0), numeric([1], weight: 0, sign: 1), numeric([1], weight: 0) + [0],
            Array(numeric([1], weight: 0).dropLast()),
        ] {
            #expect(failure(Decimal.self, try handMade(.numeric, bytes))?.code == .typeMismatch)
        }
    }

    @Test("does not become binary floating point, which may have fewer digits, without a cast")
    func toDouble() throws {
        let error = failure(Double.self, try handMade(.numeric, numeric([1], weight: 0)))
        #expect(error?.code == .typeMismatch)
        #expect(error?.message.contains("cast it in the statement, to double precision, or read it as Decimal") == true)
    }
}
