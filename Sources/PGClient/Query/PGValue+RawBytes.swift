// SPDX-License-Identifier: Apache-2.0

internal import CLibPQ

extension PGResult {
    /// A result made by hand, for tests of decoders without a server.
    ///
    /// - Parameters:
    ///   - columns: Names and types of the columns.
    ///   - rows: For each row the bytes of its columns in binary format; `nil` is NULL, and so is what is not there.
    /// - Returns: `nil` if libpq has no memory.
    convenience init?(columns: [(name: String, type: PGType)], rows: [[[UInt8]?]]) {
        guard let pointer = PQmakeEmptyPGresult(nil, PGRES_TUPLES_OK) else { return nil }
        guard Self.describe(columns[...], in: pointer, after: []), Self.fill(pointer, rows, columns.count) else {
            PQclear(pointer)
            return nil
        }
        self.init(pointer)
    }

    /// libpq copies the names, so that they need to live only as long as the innermost call.
    private static func describe(
        _ columns: ArraySlice<(name: String, type: PGType)>,
        in pointer: OpaquePointer,
        after described: [PGresAttDesc]
    ) -> Bool {
        guard let column = columns.first else {
            var attributes = described
            return attributes.isEmpty || PQsetResultAttrs(pointer, Int32(attributes.count), &attributes) != 0
        }
        var name = Array(column.name.utf8CString)
        return name.withUnsafeMutableBufferPointer { name in
            var attribute = PGresAttDesc()
            attribute.name = name.baseAddress
            attribute.format = 1
            attribute.typid = column.type.rawValue
            attribute.typlen = -1
            attribute.atttypmod = -1
            return describe(columns.dropFirst(), in: pointer, after: described + [attribute])
        }
    }

    private static func fill(_ pointer: OpaquePointer, _ rows: [[[UInt8]?]], _ columnCount: Int) -> Bool {
        for (row, values) in rows.enumerated() {
            for column in 0..<columnCount {
                let bytes = column < values.count ? values[column] : nil
                let done = (bytes ?? []).withUnsafeBytes { source in
                    withUnsafeTemporaryAllocation(byteCount: source.count + 1, alignment: 1) { copy in
                        copy.copyMemory(from: source)
                        let start = copy.baseAddress?.assumingMemoryBound(to: CChar.self)
                        return PQsetvalue(
                            pointer,
                            Int32(row),
                            Int32(column),
                            start,
                            bytes == nil ? -1 : Int32(source.count)
                        )
                    }
                }
                if done == 0 { return false }
            }
        }
        return true
    }
}
