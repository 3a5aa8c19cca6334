// SPDX-License-Identifier: Apache-2.0

/// Walks over the elements of a one-dimensional array.
///
/// The binary format is: number of dimensions, whether there are NULLs, OID of the element type; for each dimension its
/// length and the index of its first element; for each element its length, -1 for NULL, and its bytes.
struct ArrayReader {
    /// How many elements there are.
    let count: Int

    private let value: PGValue
    private let wanted: Any.Type
    private let elementType: PGType
    private var index = 0
    private var offset = 0

    /// Checks type and dimensions.
    ///
    /// - Throws: ``PGError`` with the code `typeMismatch` or `unexpectedNull`.
    init(_ value: PGValue, for wanted: Any.Type) throws(PGError) {
        guard value.type.elementType != nil || value.type.isUserDefined else {
            throw value.typeMismatch(wanted)
        }
        self.value = value
        self.wanted = wanted
        (count, elementType, offset) = try value.withRequiredBytes(for: wanted) { bytes throws(PGError) in
            guard let dimensions = bytes.bigEndian(Int32.self, at: 0),
                let hasNulls = bytes.bigEndian(Int32.self, at: 4),
                let type = bytes.bigEndian(UInt32.self, at: 8), (0...6).contains(dimensions), (0...1).contains(hasNulls)
            else { throw value.typeMismatch(wanted, "the bytes are not those of an array") }
            guard dimensions <= 1 else {
                throw value.typeMismatch(
                    wanted,
                    "it has \(dimensions) dimensions, and only arrays of one dimension can be read"
                )
            }
            if dimensions == 0 { return (0, PGType(rawValue: type), 12) }
            // Each element has at least the four bytes of its length.
            guard let count = bytes.bigEndian(Int32.self, at: 12), count >= 0, Int(count) <= (bytes.count - 20) / 4
            else {
                throw value.typeMismatch(wanted, "the array has not as many elements as it says")
            }
            return (Int(count), PGType(rawValue: type), 20)
        }
    }

    /// The next element, or `nil` behind the last one.
    ///
    /// - Throws: ``PGError`` with the code `typeMismatch` for bytes that are not those of an array.
    mutating func next() throws(PGError) -> PGValue? {
        let (array, wanted, start) = (value, wanted, offset)
        guard index < count else {
            let isAtEnd = value.withBytes { $0.count == start } ?? false
            guard isAtEnd else { throw array.typeMismatch(wanted, "bytes follow after the last element of the array") }
            return nil
        }
        let bytes = try array.withRequiredBytes(for: wanted) { bytes throws(PGError) -> UnsafeRawBufferPointer? in
            let length = bytes.bigEndian(Int32.self, at: start).map(Int.init) ?? -2
            if length == -1 { return nil }
            guard length >= 0, length <= bytes.count - start - 4 else {
                throw array.typeMismatch(wanted, "an element of the array is longer than the array")
            }
            return UnsafeRawBufferPointer(rebasing: bytes[(start + 4)..<(start + 4 + length)])
        }
        let element = PGValue(element: index, of: array, type: elementType, bytes: bytes)
        index += 1
        offset += 4 + (bytes?.count ?? 0)
        return element
    }
}

extension UnsafeRawBufferPointer {
    /// A number at a place, or `nil` if there are not that many bytes.
    func bigEndian<Integer: FixedWidthInteger>(_ type: Integer.Type, at offset: Int) -> Integer? {
        guard offset >= 0, offset <= count - MemoryLayout<Integer>.size else { return nil }
        return Integer(bigEndian: loadUnaligned(fromByteOffset: offset, as: Integer.self))
    }
}
