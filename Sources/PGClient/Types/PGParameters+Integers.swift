// SPDX-License-Identifier: Apache-2.0

extension PGParameters {
    mutating func append(_ integer: some FixedWidthInteger, as type: PGType) {
        Swift.withUnsafeBytes(of: integer.bigEndian) { append(type, $0) }
    }
}

extension [UInt8] {
    mutating func append(bigEndian integer: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: integer.bigEndian) { append(contentsOf: $0) }
    }
}
