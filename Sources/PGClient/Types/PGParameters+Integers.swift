// SPDX-License-Identifier: Apache-2.0

extension PGParameters {
    mutating func append(_ integer: some FixedWidthInteger & BitwiseCopyable, as type: PGType) {
        append(type, integer.bigEndian)
    }
}

extension [UInt8] {
    mutating func append(bigEndian integer: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: integer.bigEndian) { append(contentsOf: $0) }
    }
}
