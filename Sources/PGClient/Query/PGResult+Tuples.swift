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
        if rowCount >= Self.bulk, let rows = decodeInBulk(types) { return rows }
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
        if rowCount >= Self.bulk, let values = decodeInBulk(column: type) { return values }
        var values: [Value] = []
        values.reserveCapacity(rowCount)
        for row in 0..<rowCount { values.append(try self[row].decode(type, at: 0)) }
        return values
    }

    /// Hands each row to `body`, one after the other, a value for each type.
    ///
    /// ```swift
    /// try result.forEach(as: (Int64, PGText).self) { id, title in
    ///     checksum &+= id &+ Int64(title.utf8.count)
    /// }
    /// ```
    ///
    /// It makes no array of them, and with ``PGText`` no copy of any text: the fastest way through a large result.
    ///
    /// - Throws: What `body` throws, and ``PGError`` as ``PGRow/decode(as:)`` about the first row that cannot be read; `body`
    ///   has had the rows before it.
    @inlinable
    public func forEach<each Column: PGDecodable>(
        as types: (repeat each Column).Type = (repeat each Column).self,
        _ body: ((repeat each Column)) throws -> Void
    ) throws {
        try batches(of: types).forEach(body) { row in try self[row].decode(as: types) }
    }

    /// Hands the first column of each row to `body`, one row after the other.
    ///
    /// - Throws: What `body` throws, and ``PGError`` as ``PGRow/decode(_:at:)`` about the first row that cannot be read; `body`
    ///   has had the rows before it.
    @inlinable
    public func forEach<Value: PGDecodable>(as type: Value.Type, _ body: (Value) throws -> Void) throws {
        try batches(column: type).forEach(body) { row in try self[row].decode(type, at: 0) }
    }

    /// Fewer rows are not worth the preparations.
    @usableFromInline
    static var bulk: Int { 16 }

    @usableFromInline
    func decodeInBulk<Value: PGDecodable>(column type: Value.Type) -> [Value]? {
        bulk(of: Value.self).flatMap { read($0, as: type) }
    }

    @usableFromInline
    func batches<Value: PGDecodable>(column type: Value.Type) -> RowBatches<Value> {
        RowBatches(bulk(of: Value.self), rowCount: rowCount)
    }

    /// - Returns: `nil` for few rows, and where a value cannot be read; row by row it is then found out which.
    func decodeInBulk<each Column: PGDecodable>(
        _ types: (repeat each Column).Type
    ) -> [(repeat each Column)]? {
        bulk(of: types).flatMap { read($0, as: types) }
    }

    @usableFromInline
    func batches<each Column: PGDecodable>(of types: (repeat each Column).Type) -> RowBatches<(repeat each Column)> {
        RowBatches(bulk(of: types), rowCount: rowCount)
    }

    private func bulk<each Column: PGDecodable>(of types: (repeat each Column).Type) -> BulkRows? {
        guard rowCount >= Self.bulk else { return nil }
        var bulk = BulkRows(self)
        var count = 0
        for type in repeat (each Column).self {
            guard count < columnCount else { return nil }
            bulk.append(type)
            count += 1
        }
        return bulk
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
