// SPDX-License-Identifier: Apache-2.0

/// The rows of a result on their way to a caller who takes one after the other: a batch at a time lies in memory.
@usableFromInline
final class RowBatches<Row> {
    /// `nil` where the rows have to be read one by one.
    private let bulk: BulkRows?
    private let rowCount: Int
    private var nextRow = 0

    /// Room for a batch. Initialized only between ``read(_:)`` and ``takeBack(_:)``.
    @usableFromInline let memory: UnsafeMutablePointer<Row>

    init(_ bulk: BulkRows?, rowCount: Int) {
        self.bulk = bulk
        self.rowCount = rowCount
        memory = .allocate(capacity: max(1, min(rowCount, BulkRows.batch)))
    }

    deinit { memory.deallocate() }

    /// Hands each row to `body`. The result has to live until it returns.
    ///
    /// - Parameter decode: Reads a row by itself, where it cannot be read with others; it finds out why not.
    @inlinable
    func forEach(_ body: (Row) throws -> Void, decode: (Int) throws -> Row) throws {
        while let rows = next() {
            guard read(rows) else {
                for row in rows { try body(decode(row)) }
                continue
            }
            defer { takeBack(rows) }
            for index in 0..<rows.count { try body(memory[index]) }
        }
    }

    @usableFromInline
    func next() -> Range<Int>? {
        guard nextRow < rowCount else { return nil }
        let rows = nextRow..<min(nextRow + BulkRows.batch, rowCount)
        nextRow = rows.upperBound
        return rows
    }

    /// - Returns: Whether the rows can be read this way.
    @usableFromInline
    func read(_ rows: Range<Int>) -> Bool {
        guard let bulk, bulk.size == MemoryLayout<Row>.size else { return false }
        return bulk.read(rows, into: UnsafeMutableRawPointer(memory), stride: MemoryLayout<Row>.stride, use: .lent)
    }

    @usableFromInline
    func takeBack(_ rows: Range<Int>) {
        bulk?.discard(rows, in: UnsafeMutableRawPointer(memory), stride: MemoryLayout<Row>.stride, use: .lent)
    }
}
