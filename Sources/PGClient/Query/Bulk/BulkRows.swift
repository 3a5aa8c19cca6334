// SPDX-License-Identifier: Apache-2.0

/// Reads columns into rows that lie behind each other in memory.
struct BulkRows {
    private struct Part {
        let column: BulkColumn
        let reader: any BulkReadable.Type
        /// Where in a row its field is.
        let offset: Int
    }

    /// How many rows are read column by column before the next ones, so that they are still near to the processor.
    private static let batch = 64

    private let result: PGResult
    private var parts: [Part] = []

    /// How many bytes a row has so far, without what is behind its last field.
    private(set) var size = 0

    init(_ result: PGResult) {
        self.result = result
    }

    /// Adds the next column. Its field is where a tuple has it: behind the one before, aligned.
    mutating func append<Value: PGDecodable>(_ type: Value.Type) {
        let column = BulkColumn(result, parts.count)
        let alignment = MemoryLayout<Value>.alignment
        let offset = (size + alignment - 1) & ~(alignment - 1)
        let reader = (type as? any BulkReadable.Type).flatMap { $0.reads(column.type) ? $0 : nil }
        parts.append(Part(column: column, reader: reader ?? PlainReading<Value>.self, offset: offset))
        size = offset + MemoryLayout<Value>.size
    }

    /// Reads all rows of the result.
    ///
    /// - Parameters:
    ///   - start: Memory for them, not initialized. After a failure it is so again.
    ///   - stride: How many bytes there are from one row to the next.
    /// - Returns: Whether all values could be read.
    func read(into start: UnsafeMutableRawPointer, stride: Int) -> Bool {
        for first in Swift.stride(from: 0, to: result.rowCount, by: Self.batch) {
            let rows = first..<min(first + Self.batch, result.rowCount)
            for (index, part) in parts.enumerated() {
                let field = BulkField(start: start + part.offset, stride: stride)
                let count = part.reader.read(part.column, rows, into: field)
                guard count == rows.count else {
                    for (other, part) in parts.enumerated() {
                        // Columns to the left have these rows, too; this one the values up to the bad one.
                        let end = other < index ? rows.upperBound : other == index ? first + count : first
                        part.reader.discard(0..<end, in: BulkField(start: start + part.offset, stride: stride))
                    }
                    return false
                }
            }
        }
        return true
    }
}
