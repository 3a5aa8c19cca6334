// SPDX-License-Identifier: Apache-2.0

extension PGValue {
    /// The bytes as one big-endian integer.
    func integer<Integer: FixedWidthInteger>(
        _ integer: Integer.Type,
        for wanted: Any.Type
    ) throws(PGError) -> Integer {
        try withRequiredBytes(for: wanted) { bytes throws(PGError) in
            guard bytes.count == MemoryLayout<Integer>.size else {
                throw typeMismatch(
                    wanted,
                    "the value has \(bytes.count) bytes instead of \(MemoryLayout<Integer>.size)"
                )
            }
            return Integer(bigEndian: bytes.loadUnaligned(as: Integer.self))
        }
    }

    /// An integer column of any width, as far as the value fits.
    func anyInteger<Integer: FixedWidthInteger>(_ wanted: Integer.Type = Integer.self) throws(PGError) -> Integer {
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
