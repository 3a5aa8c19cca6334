// SPDX-License-Identifier: Apache-2.0

/// One row of a result.
public struct PGRow: Sendable {
    let result: PGResult

    /// Which row of `result` it is.
    let index: Int

    /// Which row of the statement it is, for errors. The rows of a stream each have a result of their own.
    let number: Int

    init(result: PGResult, index: Int, number: Int? = nil) {
        self.result = result
        self.index = index
        self.number = number ?? index
    }

    /// How many columns the row has.
    public var columnCount: Int { result.columnCount }

    /// The value in a column, by its position from 0.
    ///
    /// - Throws: ``PGError`` with the code `missingColumn`.
    public func value(at column: Int) throws(PGError) -> PGValue {
        guard (0..<result.rowCount).contains(index), (0..<result.columnCount).contains(column) else {
            throw PGError(
                .missingColumn,
                "there is no column \(column) in row \(number); the result has \(result.rowCount) rows "
                    + "of \(result.columnCount) columns, both counted from 0"
            )
        }
        return PGValue(of: self, column: column)
    }

    /// Decodes a column by its position from 0.
    ///
    /// - Throws: ``PGError`` with the code `missingColumn`, `unexpectedNull`, `typeMismatch` or `overflow`.
    @inlinable
    public func decode<Value: PGDecodable>(_ type: Value.Type = Value.self, at column: Int) throws(PGError) -> Value {
        try Value.decode(value(at: column))
    }

    /// Decodes a column by its name, the first one where several have it.
    ///
    /// - Throws: ``PGError`` with the code `missingColumn`, `unexpectedNull`, `typeMismatch` or `overflow`.
    public func decode<Value: PGDecodable>(
        _ type: Value.Type = Value.self,
        named name: String
    ) throws(PGError) -> Value {
        guard let column = result.column(named: name) else {
            throw PGError(
                .missingColumn,
                "there is no column \"\(name)\"; the result has \(result.columnNames.joined(separator: ", "))"
            )
        }
        return try decode(at: column)
    }
}
