// SPDX-License-Identifier: Apache-2.0

internal import CLibPQ

/// One column of a result, for reading its values.
struct BulkColumn {
    let result: PGResult
    let column: Int

    /// The type of all values of the column.
    let type: PGType

    private let pointer: OpaquePointer

    init(_ result: PGResult, _ column: Int) {
        self.result = result
        self.column = column
        pointer = result.pointer
        type = PGType(rawValue: PQftype(result.pointer, Int32(column)))
    }

    /// The value of a row, in the memory of the result; `nil` for NULL.
    @inline(__always)
    func bytes(_ row: Int) -> UnsafeRawBufferPointer? {
        let (row, column) = (Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column))
        let count = Int(PQgetlength(pointer, row, column))
        // NULL has no length either.
        if count == 0, PQgetisnull(pointer, row, column) == 1 { return nil }
        return UnsafeRawBufferPointer(start: PQgetvalue(pointer, row, column), count: count)
    }
}

/// Where the values of a column go: one field of the rows that lie behind each other in memory.
struct BulkField {
    /// The field of the first of the rows.
    let start: UnsafeMutableRawPointer

    /// How many bytes there are from one row to the next.
    let stride: Int

    /// Which row of the result that first one is.
    let firstRow: Int

    @inline(__always)
    func initialize<Value>(_ row: Int, to value: consuming Value) {
        position(row).initializeMemory(as: Value.self, to: value)
    }

    func deinitialize<Value>(_ rows: Range<Int>, as type: Value.Type) {
        for row in rows { position(row).assumingMemoryBound(to: Value.self).deinitialize(count: 1) }
    }

    @inline(__always)
    private func position(_ row: Int) -> UnsafeMutableRawPointer { start + (row - firstRow) * stride }
}
