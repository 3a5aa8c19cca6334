// SPDX-License-Identifier: Apache-2.0

/// A finite number as `coefficient` x 10^`exponent`, as both `numeric` and `Decimal` can be taken apart.
///
/// The binary format of `numeric` is: how many digits to the base 10,000 there are, the power of the base of the first
/// one, sign, how many decimal places to show; then the digits.
struct NumericFormat: Equatable {
    var isNegative: Bool
    var coefficient: UInt128
    var exponent: Int

    /// Why bytes are not a finite number of 128 bits.
    enum Obstacle: Error, Equatable {
        case malformed
        case notANumber
        case infinity
        case negativeInfinity
        case tooManyDigits
    }

    init(isNegative: Bool, coefficient: UInt128, exponent: Int) {
        self.isNegative = isNegative
        self.coefficient = coefficient
        self.exponent = exponent
    }

    /// Takes the binary format apart; a coefficient that is not 0 does not end in 0.
    init(_ bytes: UnsafeRawBufferPointer) throws(Obstacle) {
        guard let digitCount = bytes.bigEndian(UInt16.self, at: 0), let weight = bytes.bigEndian(Int16.self, at: 2),
            let sign = bytes.bigEndian(UInt16.self, at: 4), bytes.count == 8 + 2 * Int(digitCount)
        else { throw .malformed }
        switch sign {
        case 0x0000: isNegative = false
        case 0x4000: isNegative = true
        case 0xC000: throw .notANumber
        case 0xD000: throw .infinity
        case 0xF000: throw .negativeInfinity
        default: throw .malformed
        }
        coefficient = 0
        exponent = 0
        // Zeros at the end would only use up the bits.
        var digits = UnsafeRawBufferPointer(rebasing: bytes[8...])
        while digits.bigEndian(UInt16.self, at: digits.count - 2) == 0 {
            digits = UnsafeRawBufferPointer(rebasing: digits.dropLast(2))
        }
        for offset in stride(from: 0, to: digits.count, by: 2) {
            guard let digit = digits.bigEndian(UInt16.self, at: offset), digit < 10_000 else { throw .malformed }
            try append(digit, isLast: offset == digits.count - 2)
        }
        exponent += coefficient == 0 ? 0 : 4 * (Int(weight) - digits.count / 2 + 1)
    }

    private mutating func append(_ digit: UInt16, isLast: Bool) throws(Obstacle) {
        var (digit, base) = (UInt128(digit), UInt128(10_000))
        while isLast, digit % 10 == 0 {
            digit /= 10
            base /= 10
            exponent += 1
        }
        let (shifted, tooLong) = coefficient.multipliedReportingOverflow(by: base)
        let (sum, tooLongYet) = shifted.addingReportingOverflow(digit)
        guard !tooLong, !tooLongYet else { throw .tooManyDigits }
        coefficient = sum
    }

    /// Appends the binary format, with as many decimal places to show as the exponent asks for.
    func write(to bytes: inout [UInt8]) {
        // The digits start at multiples of four decimal places, from the point on.
        let lowest = exponent.floorDivided(by: 4)
        let shift = exponent - 4 * lowest
        let power: UInt128 = [1, 10, 100, 1_000][shift]
        var rest = coefficient / (10_000 / power)
        var digits = [UInt16(coefficient % (10_000 / power) * power)]
        while rest > 0 {
            digits.append(UInt16(rest % 10_000))
            rest /= 10_000
        }
        while digits.last == 0 { digits.removeLast() }
        let zeros = digits.prefix { $0 == 0 }.count
        bytes.append(bigEndian: Int16(digits.count - zeros))
        bytes.append(bigEndian: Int16(digits.isEmpty ? 0 : lowest + digits.count - 1))
        bytes.append(bigEndian: UInt16(isNegative && coefficient != 0 ? 0x4000 : 0))
        bytes.append(bigEndian: Int16(max(0, -exponent)))
        for digit in digits.dropFirst(zeros).reversed() { bytes.append(bigEndian: digit) }
    }
}
