// SPDX-License-Identifier: Apache-2.0

/// Random keys of the table, from 1 on: a xorshift generator, as the C program has.
struct RandomIDs: Sendable {
    private var state: UInt64
    private let limit: UInt64

    init(task: Int, limit: Int) {
        state = 0x9e37_79b9_7f4a_7c15 &* UInt64(bitPattern: Int64(2 * task + 1))
        self.limit = UInt64(max(1, limit))
    }

    mutating func next() -> Int64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int64(state % limit) + 1
    }
}
