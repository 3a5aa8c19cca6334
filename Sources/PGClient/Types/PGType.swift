// SPDX-License-Identifier: Apache-2.0

/// A data type of the server, by its OID as in the catalogue `pg_type`.
public struct PGType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The OID.
    public let rawValue: UInt32

    /// A type by its OID.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The server infers the type.
    public static let unspecified = PGType(rawValue: 0)
    /// `boolean`
    public static let bool = PGType(rawValue: 16)
    /// `bytea`
    public static let bytea = PGType(rawValue: 17)
    /// `"char"`
    public static let char = PGType(rawValue: 18)
    /// `name`
    public static let name = PGType(rawValue: 19)
    /// `bigint`
    public static let int8 = PGType(rawValue: 20)
    /// `smallint`
    public static let int2 = PGType(rawValue: 21)
    /// `integer`
    public static let int4 = PGType(rawValue: 23)
    /// `text`
    public static let text = PGType(rawValue: 25)
    /// `oid`
    public static let oid = PGType(rawValue: 26)
    /// `json`
    public static let json = PGType(rawValue: 114)
    /// `xml`
    public static let xml = PGType(rawValue: 142)
    /// `real`
    public static let float4 = PGType(rawValue: 700)
    /// `double precision`
    public static let float8 = PGType(rawValue: 701)
    /// A literal whose type nothing has settled.
    public static let unknown = PGType(rawValue: 705)
    /// `character`
    public static let bpchar = PGType(rawValue: 1042)
    /// `character varying`
    public static let varchar = PGType(rawValue: 1043)
    /// `numeric`
    public static let numeric = PGType(rawValue: 1700)
    /// `uuid`
    public static let uuid = PGType(rawValue: 2950)
    /// `pg_lsn`
    public static let lsn = PGType(rawValue: 3220)

    /// The first OID that a database gives to types of its own: enums, domains, composites.
    static let firstUserDefined: UInt32 = 16_384

    /// The SQL name of a type known here, else the OID.
    public var description: String {
        Self.names[self] ?? "type \(rawValue)"
    }

    private static let names: [PGType: String] = [
        .bool: "boolean", .bytea: "bytea", .char: "\"char\"", .name: "name", .int8: "bigint", .int2: "smallint",
        .int4: "integer", .text: "text", .oid: "oid", .json: "json", .xml: "xml", .float4: "real",
        .float8: "double precision", .unknown: "unknown", .bpchar: "character", .varchar: "character varying",
        .numeric: "numeric", .uuid: "uuid", .lsn: "pg_lsn",
    ]
}
