// SPDX-License-Identifier: Apache-2.0

extension PGResult {
    /// Decodes the first columns of all rows in order, one for each type.
    ///
    /// ```swift
    /// let stacks = try result.decode(as: (Int64, String).self)
    /// ```
    ///
    /// For a large result it is several times as fast as ``PGRow/decode(as:)`` for each row.
    ///
    /// - Throws: ``PGError``, as ``PGRow/decode(as:)``, about the first row that cannot be read.
    public func decode<each Column: PGDecodable>(
        as types: (repeat each Column).Type = (repeat each Column).self
    ) throws(PGError) -> [(repeat each Column)] {
        if let rows = decodeInBulk(types) { return rows }
        var rows: [(repeat each Column)] = []
        rows.reserveCapacity(rowCount)
        for row in self {
            rows.append(try row.decode(as: types))
        }
        return rows
    }

    /// Decodes the first column of all rows.
    ///
    /// - Throws: ``PGError``, as ``PGRow/decode(_:at:)``, about the first row that cannot be read.
    @inlinable
    public func decode<Value: PGDecodable>(as type: Value.Type) throws(PGError) -> [Value] {
        if let values = decodeInBulk(column: type) { return values }
        var values: [Value] = []
        values.reserveCapacity(rowCount)
        for row in 0..<rowCount { values.append(try self[row].decode(type, at: 0)) }
        return values
    }

    /// Fewer rows are not worth the preparations.
    private static var bulk: Int { 16 }

    @usableFromInline
    func decodeInBulk<Value: PGDecodable>(column type: Value.Type) -> [Value]? {
        guard rowCount >= Self.bulk, columnCount > 0 else { return nil }
        var bulk = BulkRows(self)
        bulk.append(type)
        return read(bulk, as: Value.self)
    }

    /// - Returns: `nil` for few rows, and where a value cannot be read; row by row it is then found out which.
    func decodeInBulk<each Column: PGDecodable>(
        _ types: (repeat each Column).Type
    ) -> [(repeat each Column)]? {
        guard rowCount >= Self.bulk else { return nil }
        var bulk = BulkRows(self)
        var count = 0
        for type in repeat (each Column).self {
            guard count < columnCount else { return nil }
            bulk.append(type)
            count += 1
        }
        return read(bulk, as: types)
    }

    private func read<Row>(_ bulk: BulkRows, as type: Row.Type) -> [Row]? {
        // The fields are placed as the compiler does it; should that ever differ, this is what would show it.
        guard bulk.size == MemoryLayout<Row>.size else { return nil }
        var isComplete = false
        let rows = [Row](unsafeUninitializedCapacity: rowCount) { rows, count in
            guard let start = rows.baseAddress else { return }
            isComplete = bulk.read(into: UnsafeMutableRawPointer(start), stride: MemoryLayout<Row>.stride)
            count = isComplete ? rowCount : 0
        }
        return isComplete ? rows : nil
    }
}
