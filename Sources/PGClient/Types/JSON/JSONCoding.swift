// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// How values become JSON and are made from it, everywhere in this library.
enum JSONCoding {
    /// The first byte of `jsonb` in binary format.
    static let version: UInt8 = 1

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            guard let text = DateText.format(date) else {
                throw EncodingError.invalidValue(
                    date,
                    .init(codingPath: encoder.codingPath, debugDescription: "a date outside of the years 0 to 9999")
                )
            }
            var container = encoder.singleValueContainer()
            try container.encode(text)
        }
        return encoder
    }()

    static let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard let date = DateText.date(text) else {
                throw DecodingError.dataCorruptedError(
                    in: container,
                    debugDescription: "\"\(text)\" is no date; valid is for example \"2026-11-21T12:00:00.5+00:00\""
                )
            }
            return date
        }
        return decoder
    }()

    /// The bytes of a `jsonb` in binary format.
    static func jsonb(_ value: some Encodable) throws -> [UInt8] {
        [version] + (try encoder.encode(value))
    }
}

extension PGValue {
    /// Calls `body` with the text of a `json` or `jsonb`.
    func withJSON<Answer>(
        for wanted: Any.Type,
        _ body: (UnsafeRawBufferPointer) throws(PGError) -> Answer
    ) throws(PGError) -> Answer {
        try withRequiredBytes(for: wanted) { bytes throws(PGError) in
            guard type == .jsonb else { return try body(bytes) }
            guard bytes.first == JSONCoding.version else {
                throw typeMismatch(wanted, "the version of the jsonb is not \(JSONCoding.version)")
            }
            return try body(UnsafeRawBufferPointer(rebasing: bytes.dropFirst()))
        }
    }

    /// Makes a value from a `json` or `jsonb`.
    func decodeJSON<Value: Decodable>(_ wanted: Value.Type) throws(PGError) -> Value {
        let data = try withJSON(for: wanted) { Data($0) }
        do {
            return try JSONCoding.decoder.decode(wanted, from: data)
        } catch {
            throw typeMismatch(wanted, DecodingFailure.text(error))
        }
    }
}
