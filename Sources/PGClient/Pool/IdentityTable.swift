// SPDX-License-Identifier: Apache-2.0

/// Values by the object they belong to, which is found by its address.
///
/// Each statement of a pool asks it once, so it is leaner than a `Dictionary`, whose hashing withstands keys that somebody has
/// chosen to collide. Open addressing with linear probing; who is removed is replaced by one that was pushed aside (D. E. Knuth,
/// The Art of Computer Programming, volume 3, section 6.4, algorithms L and R).
struct IdentityTable<Value> {
    private var keys: [ObjectIdentifier?] = []
    private var values: [Value?] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// All values, in no order.
    var all: [Value] { values.compactMap { $0 } }

    subscript(object: AnyObject) -> Value? { find(ObjectIdentifier(object)).flatMap { values[$0] } }

    /// Calls `body` with the value of an object, in place.
    ///
    /// - Returns: What `body` returns; `nil` where the object has no value.
    @inline(__always)
    @discardableResult
    mutating func update<Answer>(_ object: AnyObject, _ body: (inout Value) -> Answer?) -> Answer? {
        guard let position = find(ObjectIdentifier(object)) else { return nil }
        return values[position].map(inPlace: body)
    }

    /// Calls `body` with each value, in place.
    mutating func updateAll(_ body: (inout Value) -> Void) {
        for position in values.indices { values[position].map(inPlace: body) }
    }

    mutating func insert(_ value: Value, for object: AnyObject) {
        // At most half full.
        if 2 * (count + 1) > keys.count { grow() }
        let key = ObjectIdentifier(object)
        var position = home(of: key)
        while let other = keys[position], other != key { position = next(position) }
        if keys[position] == nil { count += 1 }
        keys[position] = key
        values[position] = value
    }

    mutating func removeValue(for object: AnyObject) -> Value? {
        guard var gap = find(ObjectIdentifier(object)) else { return nil }
        let value = values[gap].take()
        count -= 1
        var position = next(gap)
        while let key = keys[position] {
            let wayToGap = distance(from: home(of: key), to: gap)
            if wayToGap < distance(from: home(of: key), to: position) {
                keys[gap] = key
                values[gap] = values[position].take()
                gap = position
            }
            position = next(position)
        }
        keys[gap] = nil
        return value
    }

    @inline(__always)
    private func find(_ key: ObjectIdentifier) -> Int? {
        guard !keys.isEmpty else { return nil }
        var position = home(of: key)
        while let other = keys[position] {
            if other == key { return position }
            position = next(position)
        }
        return nil
    }

    private mutating func grow() {
        let old = zip(keys, values)
        let size = max(16, 2 * keys.count)
        (keys, values) = (Array(repeating: nil, count: size), Array(repeating: nil, count: size))
        for case (let key?, let value) in old {
            var position = home(of: key)
            while keys[position] != nil { position = next(position) }
            keys[position] = key
            values[position] = value
        }
    }

    /// The upper half of the product depends on all of the address.
    @inline(__always)
    private func home(of key: ObjectIdentifier) -> Int {
        let product = UInt64(UInt(bitPattern: key)) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: product >> 32) & (keys.count - 1)
    }

    private func next(_ position: Int) -> Int { (position + 1) & (keys.count - 1) }

    private func distance(from start: Int, to end: Int) -> Int { (end - start) & (keys.count - 1) }
}

extension IdentityTable: Sendable where Value: Sendable {}

extension Optional {
    /// Calls `body` with what is there, in place.
    @inline(__always)
    @discardableResult
    fileprivate mutating func map<Answer>(inPlace body: (inout Wrapped) -> Answer?) -> Answer? {
        guard var value = take() else { return nil }
        defer { self = value }
        return body(&value)
    }
}
