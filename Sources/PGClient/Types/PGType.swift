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
    /// `int2vector`, which catalogue tables have instead of `smallint[]`
    public static let int2Vector = PGType(rawValue: 22)
    /// `integer`
    public static let int4 = PGType(rawValue: 23)
    /// `text`
    public static let text = PGType(rawValue: 25)
    /// `oid`
    public static let oid = PGType(rawValue: 26)
    /// `oidvector`, which catalogue tables have instead of `oid[]`
    public static let oidVector = PGType(rawValue: 30)
    /// `json`
    public static let json = PGType(rawValue: 114)
    /// `xml`
    public static let xml = PGType(rawValue: 142)
    /// `cidr`
    public static let cidr = PGType(rawValue: 650)
    /// `real`
    public static let float4 = PGType(rawValue: 700)
    /// `double precision`
    public static let float8 = PGType(rawValue: 701)
    /// A literal whose type nothing has settled.
    public static let unknown = PGType(rawValue: 705)
    /// `money`
    public static let money = PGType(rawValue: 790)
    /// `inet`
    public static let inet = PGType(rawValue: 869)
    /// `character`
    public static let bpchar = PGType(rawValue: 1042)
    /// `character varying`
    public static let varchar = PGType(rawValue: 1043)
    /// `date`
    public static let date = PGType(rawValue: 1082)
    /// `time without time zone`
    public static let time = PGType(rawValue: 1083)
    /// `timestamp without time zone`
    public static let timestamp = PGType(rawValue: 1114)
    /// `timestamp with time zone`
    public static let timestamptz = PGType(rawValue: 1184)
    /// `interval`
    public static let interval = PGType(rawValue: 1186)
    /// `time with time zone`
    public static let timetz = PGType(rawValue: 1266)
    /// `numeric`
    public static let numeric = PGType(rawValue: 1700)
    /// `uuid`
    public static let uuid = PGType(rawValue: 2950)
    /// `pg_lsn`
    public static let lsn = PGType(rawValue: 3220)
    /// `jsonb`
    public static let jsonb = PGType(rawValue: 3802)

    /// The first OID that a database gives to types of its own: enums, domains, composites.
    static let firstUserDefined: UInt32 = 16_384

    /// Whether it is a type of the database's own, of which nothing is known here.
    var isUserDefined: Bool { rawValue >= Self.firstUserDefined }
}
