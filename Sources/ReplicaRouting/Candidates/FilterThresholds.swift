// SPDX-License-Identifier: Apache-2.0

/// What each filter of a chain measures by: a number, or nothing where it does not concern the request. The first six are
/// held inline, so that they do not allocate.
struct FilterThresholds: Sendable {
    private var inline = (0, 0, 0, 0, 0, 0)

    /// Which of the first six have a threshold, as bits.
    private var isSet: UInt8 = 0
    private var rest: [Int?]?

    /// Whether no filter concerns the request.
    var isEmpty: Bool {
        @inline(__always) get { isSet == 0 && rest == nil }
    }

    subscript(index: Int) -> Int? {
        switch index {
        case 0..<6 where isSet & (1 << index) == 0: nil
        case 0: inline.0
        case 1: inline.1
        case 2: inline.2
        case 3: inline.3
        case 4: inline.4
        case 5: inline.5
        default: rest.flatMap { index - 6 < $0.count ? $0[index - 6] : nil }
        }
    }

    /// Sets a threshold that was not set. They come in the order of the chain.
    mutating func set(_ threshold: Int, at index: Int) {
        if index < 6 { isSet |= 1 << index }
        switch index {
        case 0: inline.0 = threshold
        case 1: inline.1 = threshold
        case 2: inline.2 = threshold
        case 3: inline.3 = threshold
        case 4: inline.4 = threshold
        case 5: inline.5 = threshold
        default:
            let known = rest ?? []
            rest = known + Array(repeating: nil, count: max(0, index - 6 - known.count)) + [threshold]
        }
    }
}
