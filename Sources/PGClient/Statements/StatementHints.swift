// SPDX-License-Identifier: Apache-2.0

/// Where the statements were found that were used last, by a number of theirs that others can have too. A small table that
/// forgets: whoever finds a place in it has to look whether it is the right one.
struct StatementHints: Sendable {
    private static let bits = 5
    private static let none: Int32 = -1

    /// Empty until there is something to remember.
    private var places: [Int32] = []

    /// Remembers `nil` for what is not there.
    subscript(number: UInt) -> Int? {
        get {
            guard !places.isEmpty else { return nil }
            let place = places[UInt64(number).place(bits: Self.bits)]
            return place == Self.none ? nil : Int(place)
        }
        set {
            if places.isEmpty { places = Array(repeating: Self.none, count: 1 << Self.bits) }
            places[UInt64(number).place(bits: Self.bits)] = newValue.flatMap(Int32.init(exactly:)) ?? Self.none
        }
    }

    mutating func removeAll() {
        places = []
    }
}
