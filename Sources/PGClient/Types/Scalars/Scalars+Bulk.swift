// SPDX-License-Identifier: Apache-2.0

extension BulkDecodable where Self: FixedWidthInteger {
    static func reads(_ type: PGType) -> Bool { type == .int8 || type == .int4 || type == .int2 || type == .oid }

    @inline(__always)
    static func decode(_ bytes: UnsafeRawBufferPointer, of column: BulkColumn) -> Self? {
        switch column.type {
        case .int8: bytes.only(Int64.self).flatMap(Self.init(exactly:))
        case .int4: bytes.only(Int32.self).flatMap(Self.init(exactly:))
        case .int2: bytes.only(Int16.self).flatMap(Self.init(exactly:))
        default: bytes.only(UInt32.self).flatMap(Self.init(exactly:))
        }
    }
}

extension Int16: BulkDecodable {}
extension Int32: BulkDecodable {}
extension Int64: BulkDecodable {}
extension Int: BulkDecodable {}
extension UInt32: BulkDecodable {}

extension Bool: BulkDecodable {
    static func reads(_ type: PGType) -> Bool { type == .bool }

    static func decode(_ bytes: UnsafeRawBufferPointer, of column: BulkColumn) -> Bool? {
        bytes.only(UInt8.self).map { $0 != 0 }
    }
}

extension Float: BulkDecodable {
    static func reads(_ type: PGType) -> Bool { type == .float4 }

    static func decode(_ bytes: UnsafeRawBufferPointer, of column: BulkColumn) -> Float? {
        bytes.only(UInt32.self).map(Float.init(bitPattern:))
    }
}

extension Double: BulkDecodable {
    static func reads(_ type: PGType) -> Bool { type == .float8 || type == .float4 }

    static func decode(_ bytes: UnsafeRawBufferPointer, of column: BulkColumn) -> Double? {
        column.type == .float8
            ? bytes.only(UInt64.self).map(Double.init(bitPattern:))
            : bytes.only(UInt32.self).map { Double(Float(bitPattern: $0)) }
    }
}

extension String: BulkDecodable {
    static func reads(_ type: PGType) -> Bool { type.isPlainText }

    static func decode(_ bytes: UnsafeRawBufferPointer, of column: BulkColumn) -> String? { String(utf8: bytes) }
}

extension UnsafeRawBufferPointer {
    /// The bytes as one big-endian integer, or `nil` if they are more or fewer than it has.
    @inline(__always)
    func only<Integer: FixedWidthInteger>(_ type: Integer.Type) -> Integer? {
        guard count == MemoryLayout<Integer>.size else { return nil }
        return Integer(bigEndian: loadUnaligned(as: Integer.self))
    }
}
