// SPDX-License-Identifier: Apache-2.0

extension PGType {
    /// The SQL name of a type known here, else the OID.
    public var description: String {
        if let name = Self.catalogue[self]?.name { return name }
        if let name = elementType.flatMap({ Self.catalogue[$0]?.name }) { return "\(name)[]" }
        return "type \(rawValue)"
    }

    /// The type of arrays of this one; `nil` for a type that is not known here.
    public var arrayType: PGType? {
        Self.catalogue[self]?.array
    }

    /// The type of the elements, if this is a type of arrays that is known here.
    public var elementType: PGType? {
        switch self {
        case .int2Vector: .int2
        case .oidVector: .oid
        default: Self.elements[self]
        }
    }

    private struct Entry {
        var name: String
        var array: PGType?
    }

    // As in pg_type: typarray, and the name that format_type() gives.
    private static let catalogue: [PGType: Entry] = [
        .bool: entry("boolean", 1000),
        .bytea: entry("bytea", 1001),
        .char: entry("\"char\"", 1002),
        .name: entry("name", 1003),
        .int8: entry("bigint", 1016),
        .int2: entry("smallint", 1005),
        .int2Vector: entry("int2vector", 1006),
        .int4: entry("integer", 1007),
        .text: entry("text", 1009),
        .oid: entry("oid", 1028),
        .oidVector: entry("oidvector", 1013),
        .json: entry("json", 199),
        .xml: entry("xml", 143),
        .cidr: entry("cidr", 651),
        .float4: entry("real", 1021),
        .float8: entry("double precision", 1022),
        .unknown: Entry(name: "unknown"),
        .money: entry("money", 791),
        .inet: entry("inet", 1041),
        .bpchar: entry("character", 1014),
        .varchar: entry("character varying", 1015),
        .date: entry("date", 1182),
        .time: entry("time without time zone", 1183),
        .timestamp: entry("timestamp without time zone", 1115),
        .timestamptz: entry("timestamp with time zone", 1185),
        .interval: entry("interval", 1187),
        .timetz: entry("time with time zone", 1270),
        .numeric: entry("numeric", 1231),
        .uuid: entry("uuid", 2951),
        .lsn: entry("pg_lsn", 3221),
        .jsonb: entry("jsonb", 3807),
    ]

    private static func entry(_ name: String, _ array: UInt32) -> Entry {
        Entry(name: name, array: PGType(rawValue: array))
    }

    private static let elements: [PGType: PGType] = {
        var elements: [PGType: PGType] = [:]
        for (type, entry) in catalogue {
            if let array = entry.array { elements[array] = type }
        }
        return elements
    }()
}
