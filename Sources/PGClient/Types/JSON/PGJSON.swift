// SPDX-License-Identifier: Apache-2.0

/// A value that stands in the database as `json` or `jsonb`, through `Codable`.
///
/// ```swift
/// struct Settings: Codable { var theme: String; var seen: Date? }
///
/// try await connection.execute("UPDATE account SET settings = \(PGJSON(settings)) WHERE id = \(id)")
/// let rows = try await connection.query("SELECT settings FROM account", as: PGJSON<Settings>.self)
/// ```
///
/// Dates are text in the JSON, as the server's own functions write them: `2026-11-21T12:00:00.123456+00:00`. Data is
/// base64. A NULL is not JSON's `null`: read a column that may be NULL as `PGJSON<Value>?`.
public struct PGJSON<Value: Codable & Sendable>: Sendable {
    /// The value.
    public var value: Value

    /// Wraps a value.
    public init(_ value: Value) {
        self.value = value
    }
}

extension PGJSON: Equatable where Value: Equatable {}

extension PGJSON: Hashable where Value: Hashable {}

extension PGJSON: Codable {
    /// Reads the value alone.
    public init(from decoder: any Decoder) throws {
        value = try Value(from: decoder)
    }

    /// Writes the value alone.
    public func encode(to encoder: any Encoder) throws {
        try value.encode(to: encoder)
    }
}

extension PGJSON: PGEncodable, PGDecodable {
    /// `jsonb`
    public static var arrayElementType: PGType { .jsonb }

    /// As `jsonb`, which the server stores in a `json` column too. A value that cannot be encoded makes the statement
    /// fail with the code `invalidParameter` before it is sent.
    public func encode(into parameters: inout PGParameters) {
        do {
            let bytes = try JSONCoding.jsonb(value)
            parameters.append(.jsonb) { $0.append(contentsOf: bytes) }
        } catch {
            parameters.refuse("is a \(Value.self) that cannot be written as JSON: \(DecodingFailure.text(error))")
        }
    }

    /// From `json` or `jsonb`.
    ///
    /// - Throws: ``PGError`` with the code `typeMismatch`, and the path in the JSON, if it does not fit the type.
    public static func decode(_ value: PGValue) throws(PGError) -> PGJSON {
        guard value.type == .json || value.type == .jsonb else { throw value.typeMismatch(Value.self, "it is no JSON") }
        return PGJSON(try value.decodeJSON(Value.self))
    }
}
