// SPDX-License-Identifier: Apache-2.0

/// A queue in a ring that grows: first in, first out.
struct Fifo<Element: BitwiseCopyable> {
    private var ring: [Element?] = []
    private var head = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    var first: Element? { count == 0 ? nil : ring[head] }

    mutating func append(_ element: Element) {
        if count == ring.count { grow() }
        ring[(head + count) & (ring.count - 1)] = element
        count += 1
    }

    mutating func popFirst() -> Element? {
        guard count > 0 else { return nil }
        let element = ring[head]
        head = (head + 1) & (ring.count - 1)
        count -= 1
        return element
    }

    mutating func removeAll() {
        head = 0
        count = 0
    }

    private mutating func grow() {
        let elements = (0..<count).map { ring[(head + $0) & (ring.count - 1)] }
        ring = elements + Array(repeating: nil, count: max(8, count))
        // The size stays a power of two, so that indices wrap by a mask.
        head = 0
    }
}
