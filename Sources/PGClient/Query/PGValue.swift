// SPDX-License-Identifier: Apache-2.0

internal import CLibPQ

/// One value of a result, in PostgreSQL's binary format, with what is needed to say where it stands.
public struct PGValue: Sendable {
    let result: PGResult
    let row: Int
    let column: Int

    /// The type of the column.
    public var type: PGType { PGType(rawValue: PQftype(result.pointer, Int32(column))) }

    /// The name of the column.
    public var columnName: String { result.columnName(column) }

    /// Whether it is NULL.
    public var isNull: Bool { PQgetisnull(result.pointer, Int32(row), Int32(column)) == 1 }

    /// Calls `body` with the bytes of the value, which must not leave it.
    ///
    /// - Returns: What `body` returns; `nil` for NULL.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        guard !isNull else { return nil }
        let length = Int(PQgetlength(result.pointer, Int32(row), Int32(column)))
        return body(UnsafeRawBufferPointer(start: PQgetvalue(result.pointer, Int32(row), Int32(column)), count: length))
    }
}

// MARK: - Numbers

extension PGValue {
    /// The bytes as one big-endian integer.
    func integer<Integer: FixedWidthInteger>(
        _ integer: Integer.Type,
        for wanted: Any.Type
    ) throws(PGError) -> Integer {
        let value = withBytes { bytes -> Integer? in
            guard bytes.count == MemoryLayout<Integer>.size else { return nil }
            return Integer(bigEndian: bytes.loadUnaligned(as: Integer.self))
        }
        guard let value else { throw unexpectedNull(wanted) }
        guard let value else { throw typeMismatch(wanted, "the value has another length") }
        return value
    }

    /// An integer column of any width, as far as the value fits.
    func anyInteger<Integer: FixedWidthInteger>() throws(PGError) -> Integer {
        let wide: Int64 =
            switch type {
            case .int8: try integer(Int64.self, for: Integer.self)
            case .int4: Int64(try integer(Int32.self, for: Integer.self))
            case .int2: Int64(try integer(Int16.self, for: Integer.self))
            case .oid: Int64(try integer(UInt32.self, for: Integer.self))
            default: throw typeMismatch(Integer.self)
            }
        guard let value = Integer(exactly: wide) else { throw overflow(Integer.self, "\(wide)") }
        return value
    }
}

// MARK: - Errors that say where and what

extension PGValue {
    /// The value is of a type that `wanted` cannot be made from.
    public func typeMismatch(_ wanted: Any.Type, _ why: String? = nil) -> PGError {
        let reason = why.map { ": \($0)" } ?? ""
        return PGError(.typeMismatch, "\(place) is \(type) and cannot be read as \(wanted)\(reason)")
    }

    /// The value is NULL and `wanted` is not optional.
    public func unexpectedNull(_ wanted: Any.Type) -> PGError {
        PGError(.unexpectedNull, "\(place), \(type), is NULL and cannot be read as \(wanted); valid is \(wanted)?")
    }

    /// The value is outside of the range of `wanted`.
    public func overflow(_ wanted: Any.Type, _ value: String) -> PGError {
        PGError(.overflow, "\(place), \(type), is \(value), which is out of the range of \(wanted)")
    }

    private var place: String { "column \"\(columnName)\" of row \(row)" }
}
