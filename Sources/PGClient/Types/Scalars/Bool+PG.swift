// SPDX-License-Identifier: Apache-2.0

extension Bool: PGEncodable, PGDecodable {
    /// `boolean`
    public static var arrayElementType: PGType { .bool }

    /// As `boolean`.
    public func encode(into parameters: inout PGParameters) { parameters.append(UInt8(self ? 1 : 0), as: .bool) }

    /// From `boolean`.
    public static func decode(_ value: PGValue) throws(PGError) -> Bool {
        guard value.type == .bool else { throw value.typeMismatch(Bool.self) }
        return try value.integer(UInt8.self, for: Bool.self) != 0
    }
}
