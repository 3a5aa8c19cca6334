// SPDX-License-Identifier: Apache-2.0

extension PGText: BulkDecodable {
    static func reads(_ type: PGType) -> Bool { type.isPlainText }

    @inline(__always)
    static func decode(_ bytes: UnsafeRawBufferPointer, of column: BulkColumn) -> PGText? {
        bytes.isUTF8 ? PGText(bytes, in: column.result) : nil
    }

    /// The fields of a text, with a reference to its result that was not counted: to count those of 10,000 texts, up and
    /// down again, takes a tenth of the time to read a result. Who keeps a text makes a copy, which is counted.
    private struct Lent {
        let result: Unmanaged<PGResult>
        let start: UnsafeRawPointer?
        let count: Int
    }

    static func lend(_ column: BulkColumn, _ rows: Range<Int>, into field: BulkField) -> Int {
        let result = Unmanaged.passUnretained(column.result)
        for row in rows {
            guard let bytes = column.bytes(row), bytes.isUTF8 else { return row - rows.lowerBound }
            field.initialize(row, to: Lent(result: result, start: bytes.baseAddress, count: bytes.count))
        }
        return rows.count
    }

    static func takeBack(_ rows: Range<Int>, in field: BulkField) {}
}
