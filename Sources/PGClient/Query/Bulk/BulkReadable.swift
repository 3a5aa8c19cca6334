// SPDX-License-Identifier: Apache-2.0

/// What reads many values of a column at once, so that what is the same for all of them is found out once.
protocol BulkReadable {
    /// Whether values of a type are read at all.
    static func reads(_ type: PGType) -> Bool

    /// Reads the values of some rows into their fields.
    ///
    /// - Returns: How many values were read. Where it is fewer than there are rows, the next one cannot be read; why not
    ///   is for ``PGDecodable/decode(_:)`` to say.
    static func read(_ column: BulkColumn, _ rows: Range<Int>, into field: BulkField) -> Int

    /// Ends the lives of values that were read.
    static func discard(_ rows: Range<Int>, in field: BulkField)

    /// As ``read(_:_:into:)``, for values that live no longer than the result: they need not own a share of it.
    static func lend(_ column: BulkColumn, _ rows: Range<Int>, into field: BulkField) -> Int

    /// Ends the lives of values that were lent.
    static func takeBack(_ rows: Range<Int>, in field: BulkField)
}

extension BulkReadable {
    static func lend(_ column: BulkColumn, _ rows: Range<Int>, into field: BulkField) -> Int {
        read(column, rows, into: field)
    }

    static func takeBack(_ rows: Range<Int>, in field: BulkField) { discard(rows, in: field) }
}

/// A type that is read in bulk from the bytes of its values alone.
protocol BulkDecodable: BulkReadable, PGDecodable {
    /// Makes an instance, as ``PGDecodable/decode(_:)`` does, from a value of a column whose type
    /// ``BulkReadable/reads(_:)`` holds for.
    ///
    /// - Returns: `nil` where that throws.
    static func decode(_ bytes: UnsafeRawBufferPointer, of column: BulkColumn) -> Self?

    /// As ``BulkReadable/read(_:_:into:)``, with `nil` for NULL.
    static func readOptionals(_ column: BulkColumn, _ rows: Range<Int>, into field: BulkField) -> Int
}

extension BulkDecodable {
    @inline(__always)
    static func read(_ column: BulkColumn, _ rows: Range<Int>, into field: BulkField) -> Int {
        for row in rows {
            guard let bytes = column.bytes(row), let value = decode(bytes, of: column) else {
                return row - rows.lowerBound
            }
            field.initialize(row, to: value)
        }
        return rows.count
    }

    @inline(__always)
    static func readOptionals(_ column: BulkColumn, _ rows: Range<Int>, into field: BulkField) -> Int {
        for row in rows {
            guard let bytes = column.bytes(row) else {
                field.initialize(row, to: Self?.none)
                continue
            }
            guard let value = decode(bytes, of: column) else { return row - rows.lowerBound }
            field.initialize(row, to: Self?.some(value))
        }
        return rows.count
    }

    @inline(__always)
    static func discard(_ rows: Range<Int>, in field: BulkField) {
        field.deinitialize(rows, as: Self.self)
    }
}

extension Optional: BulkReadable where Wrapped: BulkDecodable {
    static func reads(_ type: PGType) -> Bool { Wrapped.reads(type) }

    static func read(_ column: BulkColumn, _ rows: Range<Int>, into field: BulkField) -> Int {
        Wrapped.readOptionals(column, rows, into: field)
    }

    static func discard(_ rows: Range<Int>, in field: BulkField) {
        field.deinitialize(rows, as: Self.self)
    }
}

/// Any type, value by value.
enum PlainReading<Value: PGDecodable>: BulkReadable {
    static func reads(_ type: PGType) -> Bool { true }

    static func read(_ column: BulkColumn, _ rows: Range<Int>, into field: BulkField) -> Int {
        for row in rows {
            do throws(PGError) {
                let value = PGValue(of: column.result[row], column: column.column)
                field.initialize(row, to: try Value.decode(value))
            } catch {
                return row - rows.lowerBound
            }
        }
        return rows.count
    }

    static func discard(_ rows: Range<Int>, in field: BulkField) {
        field.deinitialize(rows, as: Value.self)
    }
}
