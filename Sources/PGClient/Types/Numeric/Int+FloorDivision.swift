// SPDX-License-Identifier: Apache-2.0

extension Int {
    /// The quotient rounded down, where `/` rounds towards 0.
    func floorDivided(by divisor: Int) -> Int {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
