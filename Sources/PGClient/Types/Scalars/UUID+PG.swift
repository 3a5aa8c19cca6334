// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension UUID: PGEncodable, PGDecodable {
    /// `uuid`
    public static var arrayElementType: PGType { .uuid }

    /// As `uuid`.
    public func encode(into parameters: inout PGParameters) {
        parameters.append(.uuid, uuid)
    }

    /// From `uuid`.
    public static func decode(_ value: PGValue) throws(PGError) -> UUID {
        guard value.type == .uuid else { throw value.typeMismatch(UUID.self) }
        return try value.withRequiredBytes(for: UUID.self) { bytes throws(PGError) in
            guard bytes.count == 16 else {
                throw value.typeMismatch(UUID.self, "the value has \(bytes.count) bytes instead of 16")
            }
            return UUID(uuid: bytes.loadUnaligned(as: uuid_t.self))
        }
    }
}
