// SPDX-License-Identifier: Apache-2.0

/// Reads columns into rows that lie behind each other in memory.
struct BulkRows {
    private struct Part {
        let column: BulkColumn
        let reader: any BulkReadable.Type
        /// Where in a row its field is.
        let offset: Int

        func read(_ rows: Range<Int>, into start: UnsafeMutableRawPointer, stride: Int, use: Use) -> Int {
            let field = BulkField(start: start + offset, stride: stride, firstRow: rows.lowerBound)
            return switch use {
            case .kept: reader.read(column, rows, into: field)
            case .lent: reader.lend(column, rows, into: field)
            }
        }

        func discard(_ rows: Range<Int>, in start: UnsafeMutableRawPointer, stride: Int, use: Use) {
            let field = BulkField(start: start + offset, stride: stride, firstRow: rows.lowerBound)
            switch use {
            case .kept: reader.discard(rows, in: field)
            case .lent: reader.takeBack(rows, in: field)
            }
        }
    }

    /// What becomes of the rows that are read.
    enum Use {
        case kept
        /// They live no longer than the result, and end with ``BulkRows/discard(_:in:stride:use:)``.
        case lent
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

    /// Reads all rows of the result, to be kept.
    ///
    /// - Parameters:
    ///   - start: Memory for them, not initialized. After a failure it is so again.
    ///   - stride: How many bytes there are from one row to the next.
    /// - Returns: Whether all values could be read.
    func read(into start: UnsafeMutableRawPointer, stride: Int) -> Bool {
        for first in Swift.stride(from: 0, to: result.rowCount, by: Self.batch) {
            let rows = first..<min(first + Self.batch, result.rowCount)
            guard read(rows, into: start + first * stride, stride: stride, use: .kept) else {
                discard(0..<first, in: start, stride: stride, use: .kept)
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
    func read(_ rows: Range<Int>, into start: UnsafeMutableRawPointer, stride: Int, use: Use) -> Bool {
        for (index, part) in parts.enumerated() {
            let count = part.read(rows, into: start, stride: stride, use: use)
            guard count == rows.count else {
                // Columns to the left have these rows, too; this one the values up to the bad one.
                part.discard(rows.prefix(count), in: start, stride: stride, use: use)
                for part in parts[..<index] { part.discard(rows, in: start, stride: stride, use: use) }
                return false
            }
        }
        return true
    }

    /// Ends the lives of rows that were read.
    func discard(_ rows: Range<Int>, in start: UnsafeMutableRawPointer, stride: Int, use: Use) {
        for part in parts { part.discard(rows, in: start, stride: stride, use: use) }
    }
}
