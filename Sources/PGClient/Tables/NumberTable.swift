// SPDX-License-Identifier: Apache-2.0

/// Values by numbers that nobody chooses: those that are counted up, and addresses.
///
/// Each statement asks such a table a few times, so it is leaner than a `Dictionary`, whose hashing withstands keys that
/// somebody has chosen to collide. Open addressing with linear probing, at most half full; the place of what is removed is taken
/// by what was pushed aside (D. E. Knuth, The Art of Computer Programming, volume 3, section 6.4, algorithms L and R).
struct NumberTable<Value> {
    /// Of the values at the same positions; what stands where there is no value means nothing.
    private var numbers: [UInt64] = []
    private var values: [Value?] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// All values, in no order.
    var all: [Value] { values.compactMap { $0 } }

    subscript(number: UInt64) -> Value? {
        @inline(__always)
        get { find(number).flatMap { values[$0] } }
        set {
            if let newValue { insert(newValue, number) } else { removeValue(for: number) }
        }
    }

    /// Calls `body` with a value, in place.
    ///
    /// - Returns: What `body` returns; `nil` where the number has no value.
    @inline(__always)
    @discardableResult
    mutating func update<Answer>(_ number: UInt64, _ body: (inout Value) -> Answer?) -> Answer? {
        guard let position = find(number), var value = values[position].take() else { return nil }
        defer { values[position] = value }
        return body(&value)
    }

    /// Calls `body` with each number and its value, in place.
    mutating func updateAll(_ body: (UInt64, inout Value) -> Void) {
        for position in values.indices {
            guard var value = values[position].take() else { continue }
            body(numbers[position], &value)
            values[position] = value
        }
    }

    /// The numbers whose values have a property, in no order.
    func numbers(where isWanted: (Value) -> Bool) -> [UInt64] {
        zip(numbers, values).compactMap { number, value in value.map(isWanted) == true ? number : nil }
    }

    @discardableResult
    mutating func removeValue(for number: UInt64) -> Value? {
        guard var gap = find(number) else { return nil }
        let value = values[gap].take()
        count -= 1
        var position = next(gap)
        while values[position] != nil {
            let home = home(of: numbers[position])
            if distance(from: home, to: gap) < distance(from: home, to: position) {
                numbers[gap] = numbers[position]
                values[gap] = values[position].take()
                gap = position
            }
            position = next(position)
        }
        return value
    }

    private mutating func insert(_ value: Value, _ number: UInt64) {
        if 2 * (count + 1) > numbers.count { grow() }
        var position = home(of: number)
        while values[position] != nil, numbers[position] != number { position = next(position) }
        if values[position] == nil { count += 1 }
        numbers[position] = number
        values[position] = value
    }

    @inline(__always)
    private func find(_ number: UInt64) -> Int? {
        guard !numbers.isEmpty else { return nil }
        var position = home(of: number)
        while values[position] != nil {
            if numbers[position] == number { return position }
            position = next(position)
        }
        return nil
    }

    private mutating func grow() {
        var larger = NumberTable()
        let size = max(16, 2 * numbers.count)
        larger.numbers = Array(repeating: 0, count: size)
        larger.values = Array(repeating: nil, count: size)
        for position in values.indices {
            if let value = values[position].take() { larger.insert(value, numbers[position]) }
        }
        self = larger
    }

    /// The upper half of the product depends on all of the number.
    @inline(__always)
    private func home(of number: UInt64) -> Int {
        Int(truncatingIfNeeded: (number &* 0x9E37_79B9_7F4A_7C15) >> 32) & (numbers.count - 1)
    }

    @inline(__always)
    private func next(_ position: Int) -> Int { (position + 1) & (numbers.count - 1) }

    private func distance(from start: Int, to end: Int) -> Int { (end - start) & (numbers.count - 1) }
}

extension NumberTable: Sendable where Value: Sendable {}
