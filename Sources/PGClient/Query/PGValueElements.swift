// SPDX-License-Identifier: Apache-2.0

/// The elements of an array for a `Decodable` type.
struct PGValueElements: UnkeyedDecodingContainer {
    private let elements: [PGValue]

    private(set) var currentIndex = 0

    init(_ value: PGValue, for wanted: Any.Type) throws(PGError) {
        var reader = try ArrayReader(value, for: wanted)
        var elements: [PGValue] = []
        while let element = try reader.next() { elements.append(element) }
        self.elements = elements
    }

    var codingPath: [any CodingKey] { [] }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    mutating func decodeNil() throws -> Bool {
        guard try current().isNull else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let value = try current().decodeDecodable(type)
        currentIndex += 1
        return value
    }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try superDecoder().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try superDecoder().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder {
        let value = try current()
        currentIndex += 1
        return PGValueDecoder(value: value, wanted: Any.self)
    }

    private func current() throws(PGError) -> PGValue {
        guard !isAtEnd else {
            throw PGError(.typeMismatch, "the array has no element \(currentIndex); it has \(elements.count)")
        }
        return elements[currentIndex]
    }
}
