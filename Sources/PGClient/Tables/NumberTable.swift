// SPDX-License-Identifier: Apache-2.0

/// Values by numbers that nobody chooses: those that are counted up, and addresses.
///
/// Each statement asks such a table a few times, so it is leaner than a `Dictionary`, whose hashing withstands keys that
/// somebody has chosen to collide. Open addressing with linear probing; the place of what is removed is taken by what was
/// pushed aside (D. E. Knuth, The Art of Computer Programming, volume 3, section 6.4, algorithms L and R). At most half full; a
/// large one is at least an eighth full, so that who looks through all of it need not look at what thousands left behind.
struct NumberTable<Value> {
    private static var smallest: Int { 16 }
    /// What is looked through in no time, and is not given back: a few may come and go over and over.
    private static var kept: Int { 256 }

    /// Of the values at the same positions; what stands where there is no value means nothing.
    private var numbers: [UInt64] = []
    private var values: [Value?] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// How many values there is room for.
    var capacity: Int { values.count / 2 }

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
        if numbers.count > Self.kept, 8 * count < numbers.count { resize(to: numbers.count / 2) }
        return value
    }

    private mutating func insert(_ value: Value, _ number: UInt64) {
        if 2 * (count + 1) > numbers.count { resize(to: max(Self.smallest, 2 * numbers.count)) }
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

    /// - Parameter size: A power of two, at least twice the count.
    private mutating func resize(to size: Int) {
        var other = NumberTable()
        other.numbers = Array(repeating: 0, count: size)
        other.values = Array(repeating: nil, count: size)
        for position in values.indices {
            if let value = values[position].take() { other.insert(value, numbers[position]) }
        }
        self = other
    }

    @inline(__always)
    private func home(of number: UInt64) -> Int { number.place(bits: numbers.count.trailingZeroBitCount) }

    @inline(__always)
    private func next(_ position: Int) -> Int { (position + 1) & (numbers.count - 1) }

    private func distance(from start: Int, to end: Int) -> Int { (end - start) & (numbers.count - 1) }
}

extension NumberTable: Sendable where Value: Sendable {}
