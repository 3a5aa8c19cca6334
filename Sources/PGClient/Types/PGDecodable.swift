// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A type that can be made from one value of a result.
public protocol PGDecodable: Sendable {
    /// Makes an instance.
    ///
    /// - Throws: ``PGError``; ``PGValue`` has functions that make errors which name column and type.
    static func decode(_ value: PGValue) throws(PGError) -> Self
}

extension Optional: PGDecodable where Wrapped: PGDecodable {
    /// `nil` for NULL.
    public static func decode(_ value: PGValue) throws(PGError) -> Self {
        value.isNull ? nil : try Wrapped.decode(value)
    }
}

extension Bool: PGDecodable {
    /// From `boolean`.
    public static func decode(_ value: PGValue) throws(PGError) -> Bool {
        guard value.type == .bool else { throw value.typeMismatch(Bool.self) }
        return try value.integer(UInt8.self, for: Bool.self) != 0
    }
}

extension Int16: PGDecodable {
    /// From `smallint`, or a wider integer whose value fits.
    public static func decode(_ value: PGValue) throws(PGError) -> Int16 { try value.anyInteger() }
}

extension Int32: PGDecodable {
    /// From `smallint`, `integer`, or a `bigint` whose value fits.
    public static func decode(_ value: PGValue) throws(PGError) -> Int32 { try value.anyInteger() }
}

extension Int64: PGDecodable {
    /// From `smallint`, `integer`, `bigint` or `oid`.
    public static func decode(_ value: PGValue) throws(PGError) -> Int64 { try value.anyInteger() }
}

extension Int: PGDecodable {
    /// From `smallint`, `integer`, `bigint` or `oid`.
    public static func decode(_ value: PGValue) throws(PGError) -> Int { try value.anyInteger() }
}

extension Float: PGDecodable {
    /// From `real`.
    public static func decode(_ value: PGValue) throws(PGError) -> Float {
        guard value.type == .float4 else { throw value.typeMismatch(Float.self) }
        return Float(bitPattern: try value.integer(UInt32.self, for: Float.self))
    }
}

extension Double: PGDecodable {
    /// From `real` or `double precision`.
    public static func decode(_ value: PGValue) throws(PGError) -> Double {
        switch value.type {
        case .float8: Double(bitPattern: try value.integer(UInt64.self, for: Double.self))
        case .float4: Double(Float(bitPattern: try value.integer(UInt32.self, for: Double.self)))
        default: throw value.typeMismatch(Double.self)
        }
    }
}

extension String: PGDecodable {
    /// From `text` and its kin, `name`, `json`, `xml`, and the enums and text domains of the database.
    public static func decode(_ value: PGValue) throws(PGError) -> String {
        switch value.type {
        case .text, .varchar, .bpchar, .name, .char, .json, .xml, .unknown: break
        case let type where type.rawValue >= PGType.firstUserDefined: break
        default: throw value.typeMismatch(String.self)
        }
        let text = value.withBytes { String(validating: $0, as: UTF8.self) }
        guard let text = text ?? nil else {
            throw value.isNull ? value.unexpectedNull(String.self) : value.typeMismatch(String.self, "invalid UTF-8")
        }
        return text
    }
}

extension [UInt8]: PGDecodable {
    /// From `bytea`.
    public static func decode(_ value: PGValue) throws(PGError) -> [UInt8] {
        guard value.type == .bytea else { throw value.typeMismatch([UInt8].self) }
        guard let bytes = value.withBytes({ [UInt8]($0) }) else { throw value.unexpectedNull([UInt8].self) }
        return bytes
    }
}

extension UUID: PGDecodable {
    /// From `uuid`.
    public static func decode(_ value: PGValue) throws(PGError) -> UUID {
        guard value.type == .uuid else { throw value.typeMismatch(UUID.self) }
        let uuid = value.withBytes { bytes -> UUID? in
            guard bytes.count == 16 else { return nil }
            return UUID(uuid: bytes.loadUnaligned(as: uuid_t.self))
        }
        guard let uuid else { throw value.unexpectedNull(UUID.self) }
        guard let uuid else { throw value.typeMismatch(UUID.self, "not 16 bytes") }
        return uuid
    }
}
