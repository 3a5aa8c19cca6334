// SPDX-License-Identifier: Apache-2.0

/// Reads columns into rows that lie behind each other in memory.
struct BulkRows {
    private struct Part {
        let column: BulkColumn
        let reader: any BulkReadable.Type
        /// Where in a row its field is.
        let offset: Int

        func field(in start: UnsafeMutableRawPointer, stride: Int, firstRow: Int) -> BulkField {
            BulkField(start: start + offset, stride: stride, firstRow: firstRow)
        }
    }

    /// How many rows are read column by column before the next ones, so that they are still near to the processor.
    static let batch = 64

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
            guard read(rows, into: start + first * stride, stride: stride) else {
                for part in parts {
                    part.reader.discard(0..<first, in: part.field(in: start, stride: stride, firstRow: 0))
                }
                return false
            }
        }
        return true
    }

    /// Reads some rows, best no more than a ``batch``.
    ///
    /// - Parameters:
    ///   - start: Memory for these rows, not initialized. After a failure it is so again.
    ///   - stride: How many bytes there are from one row to the next.
    /// - Returns: Whether all values could be read.
    func read(_ rows: Range<Int>, into start: UnsafeMutableRawPointer, stride: Int) -> Bool {
        for (index, part) in parts.enumerated() {
            let field = part.field(in: start, stride: stride, firstRow: rows.lowerBound)
            let count = part.reader.read(part.column, rows, into: field)
            guard count == rows.count else {
                part.reader.discard(rows.prefix(count), in: field)
                for part in parts[..<index] {
                    part.reader.discard(rows, in: part.field(in: start, stride: stride, firstRow: rows.lowerBound))
                }
                return false
            }
        }
        return true
    }

    /// As ``read(_:into:stride:)``, for rows that live no longer than the result and end with ``takeBack(_:from:stride:)``.
    func lend(_ rows: Range<Int>, into start: UnsafeMutableRawPointer, stride: Int) -> Bool {
        for (index, part) in parts.enumerated() {
            let field = part.field(in: start, stride: stride, firstRow: rows.lowerBound)
            let count = part.reader.lend(part.column, rows, into: field)
            guard count == rows.count else {
                part.reader.takeBack(rows.prefix(count), in: field)
                takeBack(rows, from: start, stride: stride, parts: parts[..<index])
                return false
            }
        }
        return true
    }

    /// Ends the lives of rows that were lent.
    func takeBack(_ rows: Range<Int>, from start: UnsafeMutableRawPointer, stride: Int) {
        takeBack(rows, from: start, stride: stride, parts: parts[...])
    }

    private func takeBack(
        _ rows: Range<Int>,
        from start: UnsafeMutableRawPointer,
        stride: Int,
        parts: ArraySlice<Part>
    ) {
        for part in parts {
            part.reader.takeBack(rows, in: part.field(in: start, stride: stride, firstRow: rows.lowerBound))
        }
    }
}
