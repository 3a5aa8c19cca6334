// SPDX-License-Identifier: Apache-2.0

extension UInt64 {
    /// A place among 2 to the power of `bits`, of which neighbours get distant ones: Fibonacci hashing (D. E. Knuth, The Art of
    /// Computer Programming, volume 3, section 6.4). The upper bits of the product are those that depend on all of the number.
    ///
    /// - Parameter bits: From 1 to 63.
    @inline(__always)
    func place(bits: Int) -> Int {
        Int(truncatingIfNeeded: (self &* 0x9E37_79B9_7F4A_7C15) >> UInt64(truncatingIfNeeded: UInt64.bitWidth - bits))
    }
}
