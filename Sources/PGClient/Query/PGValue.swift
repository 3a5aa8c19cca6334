// SPDX-License-Identifier: Apache-2.0

internal import CLibPQ

/// One value of a result, or one element of an array in it, in PostgreSQL's binary format, with what is needed to say
/// where it stands.
public struct PGValue: Sendable {
    let result: PGResult
    let column: Int

    /// The number of the row, for errors.
    let row: Int

    /// Which element of the array in the column, from 0; `nil` for the whole value.
    let element: Int?

    /// The type of the column; for an element of an array, that of the element.
    public let type: PGType

    // `nil` for NULL. Memory of `result`: nothing changes it, and it lives as long as `result`.
    private nonisolated(unsafe) let start: UnsafeRawPointer?
    private let count: Int

    /// A value of a row and a column that the result has.
    init(of row: PGRow, column: Int) {
        result = row.result
        self.column = column
        self.row = row.number
        element = nil
        let source = BulkColumn(row.result, column)
        let bytes = source.bytes(row.index)
        type = source.type
        start = bytes?.baseAddress
        count = bytes?.count ?? 0
    }

    /// An element of an array.
    ///
    /// - Parameter bytes: Where it stands in the memory of the array's result; `nil` for NULL.
    init(element: Int, of array: PGValue, type: PGType, bytes: UnsafeRawBufferPointer?) {
        result = array.result
        row = array.row
        column = array.column
        self.element = element
        self.type = type
        start = bytes?.baseAddress
        count = bytes?.count ?? 0
    }

    /// The name of the column.
    public var columnName: String { result.columnName(column) }

    /// Whether it is NULL.
    public var isNull: Bool { start == nil }

    /// Calls `body` with the bytes of the value, which must not leave it.
    ///
    /// - Returns: What `body` returns; `nil` for NULL.
    /// - Throws: What `body` throws.
    public func withBytes<Answer, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Answer
    ) throws(Failure) -> Answer? {
        guard let start else { return nil }
        return try withExtendedLifetime(result) { () throws(Failure) -> Answer in
            try body(UnsafeRawBufferPointer(start: start, count: count))
        }
    }

    /// Calls `body` with the bytes of the value; NULL is an error.
    func withRequiredBytes<Answer>(
        for wanted: Any.Type,
        _ body: (UnsafeRawBufferPointer) throws(PGError) -> Answer
    ) throws(PGError) -> Answer {
        guard let answer = try withBytes(body) else { throw unexpectedNull(wanted) }
        return answer
    }
}
