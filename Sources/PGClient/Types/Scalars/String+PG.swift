// SPDX-License-Identifier: Apache-2.0

extension String: PGEncodable, PGDecodable {
    /// `text`
    public static var arrayElementType: PGType { .text }

    /// As text of the type that the place asks for. A string with a NUL byte makes the statement fail with the
    /// code `invalidParameter` before it is sent.
    ///
    /// An array of strings is sent as `text[]`; for an array of a type that does not take text, cast it in the
    /// statement: `$1::inet[]`.
    public func encode(into parameters: inout PGParameters) { parameters.appendText(self) }

    /// From `text` and its kin, `"char"`, `name`, `xml`, the text of `json` and `jsonb`, `inet`, `cidr` and `pg_lsn` as
    /// the server writes them, and the enums and text domains of the database.
    public static func decode(_ value: PGValue) throws(PGError) -> String {
        switch value.type {
        case let type where type.isPlainText: try utf8(value)
        case .char: try value.integer(UInt8.self, for: String.self) == 0 ? "" : utf8(value)
        case .jsonb: try value.withJSON(for: String.self) { json throws(PGError) in try utf8(json, of: value) }
        case .inet, .cidr: try NetworkAddressText.decode(value)
        case .lsn: lsn(try value.integer(UInt64.self, for: String.self))
        default: throw value.typeMismatch(String.self)
        }
    }

    private static func utf8(_ value: PGValue) throws(PGError) -> String {
        try value.withRequiredBytes(for: String.self) { bytes throws(PGError) in try utf8(bytes, of: value) }
    }

    private static func utf8(_ bytes: UnsafeRawBufferPointer, of value: PGValue) throws(PGError) -> String {
        guard let text = String(utf8: bytes) else {
            throw value.typeMismatch(String.self, "invalid UTF-8")
        }
        return text
    }

    /// Two hexadecimal halves, as `pg_lsn` is written.
    private static func lsn(_ position: UInt64) -> String {
        let high = String(position >> 32, radix: 16, uppercase: true)
        return "\(high)/\(String(position & 0xFFFF_FFFF, radix: 16, uppercase: true))"
    }
}

extension PGType {
    /// Whether the bytes of each value are its text.
    var isPlainText: Bool {
        switch self {
        case .text, .varchar, .bpchar, .name, .json, .xml, .unknown: true
        default: isUserDefined
        }
    }
}
