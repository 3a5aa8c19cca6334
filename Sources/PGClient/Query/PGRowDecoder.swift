// SPDX-License-Identifier: Apache-2.0

/// Gives a `Decodable` type the columns of a row.
struct PGRowDecoder: Decoder {
    let row: PGRow
    let columns: PGRowColumns

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// Decodes the whole row.
    func decode<Value: Decodable>(_ type: Value.Type) throws(PGError) -> Value {
        do {
            return try type.init(from: self)
        } catch let error as PGError {
            throw error
        } catch {
            let reason = DecodingFailure.text(error)
            throw PGError(
                .typeMismatch,
                "row \(row.number) cannot be read as \(type): \(reason)",
                underlying: error
            )
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(PGRowKeyedContainer(decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw PGError(.unsupported, "a row cannot be read as an array; read its columns by their positions")
    }

    /// The only column.
    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        guard row.columnCount == 1 else {
            throw PGError(
                .unsupported,
                "a row of \(row.columnCount) columns cannot be read as one value; valid is 1 column"
            )
        }
        return PGValueDecoder(value: try row.value(at: 0), wanted: Any.self)
    }

    func value(for key: some CodingKey) throws(PGError) -> PGValue {
        guard let column = columns.position(of: key.stringValue) else {
            throw PGError(
                .missingColumn,
                "there is no column for the property \"\(key.stringValue)\"; "
                    + "the result has \(columns.keys.joined(separator: ", "))"
            )
        }
        return try row.value(at: column)
    }
}
