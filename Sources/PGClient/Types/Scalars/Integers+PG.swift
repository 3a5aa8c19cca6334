// SPDX-License-Identifier: Apache-2.0

extension Int16: PGEncodable, PGDecodable {
    /// `smallint`
    public static var arrayElementType: PGType { .int2 }

    /// As `smallint`.
    public func encode(into parameters: inout PGParameters) { parameters.append(self, as: .int2) }

    /// From `smallint`, or a wider integer whose value fits.
    public static func decode(_ value: PGValue) throws(PGError) -> Int16 { try value.anyInteger() }
}

extension Int32: PGEncodable, PGDecodable {
    /// `integer`
    public static var arrayElementType: PGType { .int4 }

    /// As `integer`.
    public func encode(into parameters: inout PGParameters) { parameters.append(self, as: .int4) }

    /// From `smallint`, `integer`, or a `bigint` or `oid` whose value fits.
    public static func decode(_ value: PGValue) throws(PGError) -> Int32 { try value.anyInteger() }
}

extension Int64: PGEncodable, PGDecodable {
    /// `bigint`
    public static var arrayElementType: PGType { .int8 }

    /// As `bigint`.
    public func encode(into parameters: inout PGParameters) { parameters.append(self, as: .int8) }

    /// From `smallint`, `integer`, `bigint` or `oid`.
    public static func decode(_ value: PGValue) throws(PGError) -> Int64 { try value.anyInteger() }
}

extension Int: PGEncodable, PGDecodable {
    /// `bigint`
    public static var arrayElementType: PGType { .int8 }

    /// As `bigint`.
    public func encode(into parameters: inout PGParameters) { parameters.append(Int64(self), as: .int8) }

    /// From `smallint`, `integer`, `bigint` or `oid`.
    public static func decode(_ value: PGValue) throws(PGError) -> Int { try value.anyInteger() }
}

extension UInt32: PGEncodable, PGDecodable {
    /// `bigint`
    public static var arrayElementType: PGType { .int8 }

    /// As `bigint`, which the server takes as an `oid` too. Sent as `oid`, the upper half of the values would turn
    /// negative in an `integer` column without an error.
    public func encode(into parameters: inout PGParameters) { parameters.append(Int64(self), as: .int8) }

    /// From `oid`, or an integer whose value fits.
    public static func decode(_ value: PGValue) throws(PGError) -> UInt32 { try value.anyInteger() }
}
