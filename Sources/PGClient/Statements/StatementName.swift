// SPDX-License-Identifier: Apache-2.0

/// The name of a prepared statement: a number, so that it costs nothing to hand around.
struct StatementName: Hashable, Sendable, CustomStringConvertible {
    let number: UInt64

    /// As the server knows it.
    var description: String { "s\(number)" }

    /// Calls `body` with the name as C has it.
    func withCString<Result>(_ body: (UnsafePointer<CChar>?) -> Result) -> Result {
        // As many digits as the largest number has, the letter before them and the NUL behind them.
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 22) { text in
            var position = text.count - 1
            text[position] = 0
            var rest = number
            repeat {
                position -= 1
                text[position] = CChar(truncatingIfNeeded: UInt64(UInt8(ascii: "0")) + rest % 10)
                rest /= 10
            } while rest > 0
            position -= 1
            text[position] = CChar(truncatingIfNeeded: UInt8(ascii: "s"))
            return body(text.baseAddress.map { UnsafePointer($0 + position) })
        }
    }
}
