// SPDX-License-Identifier: Apache-2.0

/// Gives a `Decodable` type, an enum for example, one value that is no JSON.
struct PGValueDecoder: Decoder, SingleValueDecodingContainer {
    let value: PGValue

    /// The type that is being made, for errors.
    let wanted: Any.Type

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { value.isNull }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try value.decodeDecodable(type) }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try nested().container(keyedBy: type)
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        if value.type == .json || value.type == .jsonb { return try nested().unkeyedContainer() }
        return try PGValueElements(value, for: wanted)
    }

    /// The decoder of the JSON in the value.
    private func nested() throws(PGError) -> any Decoder {
        struct Root: Decodable {
            let decoder: any Decoder
            init(from decoder: any Decoder) { self.decoder = decoder }
        }
        if value.isNull { throw value.unexpectedNull(wanted) }
        guard value.type == .json || value.type == .jsonb else {
            throw value.typeMismatch(wanted, "a type with properties of its own is read from json or jsonb")
        }
        return try value.decodeJSON(Root.self).decoder
    }
}
