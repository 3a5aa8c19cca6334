// SPDX-License-Identifier: Apache-2.0

internal import ReplicaRouting

extension RoutingGenerator {
    /// A number above 0 and at most 1, in steps of 2^-53: its logarithm is finite.
    @inline(__always)
    mutating func unit() -> Double {
        Double((next() &>> 11) &+ 1) * 0x1p-53
    }

    /// A number of at least 0 and below `bound`, by the high half of a product: D. Lemire, "Fast random integer
    /// generation in an interval", ACM TOMACS 29 (2019).
    @inline(__always)
    mutating func index(below bound: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(truncatingIfNeeded: bound)).high)
    }

    /// An exponentially distributed number of the mean 1.
    mutating func exponential() -> Double {
        -ElementaryFunctions.ln(unit())
    }

    /// A normally distributed number of the mean 0 and the variance 1: the polar method of G. Marsaglia and T. Bray,
    /// "A convenient method for generating normal variables", SIAM Review 6 (1964).
    mutating func normal() -> Double {
        while true {
            let first = 2 * unit() - 1
            let second = 2 * unit() - 1
            let square = first * first + second * second
            guard square > 0, square < 1 else { continue }
            return first * (-2 * ElementaryFunctions.ln(square) / square).squareRoot()
        }
    }
}
