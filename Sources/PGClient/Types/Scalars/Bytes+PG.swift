// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension UInt8: PGEncodableElement, PGDecodableElement {
    /// As `bytea`.
    public static func encodeArray(_ elements: [UInt8], into parameters: inout PGParameters) {
        parameters.append(.bytea) { $0.append(contentsOf: elements) }
    }

    /// From `bytea`.
    public static func decodeArray(_ value: PGValue) throws(PGError) -> [UInt8] {
        guard value.type == .bytea else { throw value.typeMismatch([UInt8].self) }
        return try value.withRequiredBytes(for: [UInt8].self) { [UInt8]($0) }
    }
}

extension Data: PGEncodable, PGDecodable {
    /// `bytea`
    public static var arrayElementType: PGType { .bytea }

    /// As `bytea`.
    public func encode(into parameters: inout PGParameters) {
        parameters.append(.bytea) { bytes in
            withUnsafeBytes { bytes.append(contentsOf: $0) }
        }
    }

    /// From `bytea`.
    public static func decode(_ value: PGValue) throws(PGError) -> Data {
        guard value.type == .bytea else { throw value.typeMismatch(Data.self) }
        return try value.withRequiredBytes(for: Data.self) { Data($0) }
    }
}
