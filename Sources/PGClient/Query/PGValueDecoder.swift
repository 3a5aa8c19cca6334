// SPDX-License-Identifier: Apache-2.0

/// Gives a `Decodable` type, an enum for example, one value that is no JSON.
struct PGValueDecoder: Decoder, SingleValueDecodingContainer {
    let value: PGValue

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
        return try PGValueElements(value)
    }

    /// The decoder of the JSON in the value.
    private func nested() throws(PGError) -> any Decoder {
        struct Root: Decodable {
            let decoder: any Decoder
            init(from decoder: any Decoder) { self.decoder = decoder }
        }
        guard value.type == .json || value.type == .jsonb else {
            throw value.isNull
                ? value.unexpectedNull([String: Any].self)
                : value.typeMismatch([String: Any].self, "a type with properties is read from json or jsonb")
        }
        return try value.decodeJSON(Root.self).decoder
    }
}
