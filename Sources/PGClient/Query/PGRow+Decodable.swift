// SPDX-License-Identifier: Apache-2.0

extension PGRow {
    /// Decodes the row as a `Decodable` type, each property from the column of its name.
    ///
    /// ```swift
    /// struct Stack: Decodable { var id: Int64; var title: String; var parent: Int64? }
    ///
    /// let stack = try row.decode(decodable: Stack.self)
    /// ```
    ///
    /// - A property of a ``PGDecodable`` type is read as by ``decode(_:at:)``; one of an integer type that is none, as
    ///   far as the value fits.
    /// - A column of the type `json` or `jsonb` is read as JSON, whatever the type, as by ``PGJSON``; only a `String`
    ///   is its text.
    /// - An optional property is `nil` for NULL. A column that is not there is an error for an optional property too,
    ///   as it is a misspelt name more often than not.
    ///
    /// For all rows of a result, ``PGResult/decode(decodable:keys:)`` looks the columns up only once.
    ///
    /// - Throws: ``PGError`` with the code `missingColumn`, `unexpectedNull`, `typeMismatch` or `overflow`.
    public func decode<Value: Decodable>(
        decodable type: Value.Type = Value.self,
        keys: PGRowKeyStrategy = .useDefaultKeys
    ) throws(PGError) -> Value {
        try PGRowDecoder(row: self, columns: result.rowColumns(keys)).decode(type)
    }
}

extension PGResult {
    /// Decodes the rows as a `Decodable` type, each property from the column of its name.
    ///
    /// - Throws: ``PGError``, as ``PGRow/decode(decodable:keys:)``.
    public func decode<Value: Decodable>(
        decodable type: Value.Type = Value.self,
        keys: PGRowKeyStrategy = .useDefaultKeys
    ) throws(PGError) -> [Value] {
        let columns = rowColumns(keys)
        var values: [Value] = []
        values.reserveCapacity(rowCount)
        for row in self {
            values.append(try PGRowDecoder(row: row, columns: columns).decode(type))
        }
        return values
    }
}

extension PGQuerying {
    /// Runs a statement and decodes its rows as a `Decodable` type, each property from the column of its name.
    ///
    /// ```swift
    /// struct Stack: Decodable { var id: Int64; var createdAt: Date }
    ///
    /// let stacks = try await connection.query(
    ///     "SELECT id, created_at FROM stack", decoding: Stack.self, keys: .convertFromSnakeCase
    /// )
    /// ```
    ///
    /// - Throws: ``PGError``, of the statement or as ``PGRow/decode(decodable:keys:)``.
    public func query<Value: Decodable>(
        _ query: PGQuery,
        decoding type: Value.Type,
        keys: PGRowKeyStrategy = .useDefaultKeys
    ) async throws(PGError) -> [Value] {
        try await self.query(query).decode(decodable: type, keys: keys)
    }
}
