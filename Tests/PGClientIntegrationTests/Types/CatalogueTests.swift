// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import Testing

@Suite("The catalogue of types", .cluster(replicas: 0))
struct CatalogueTests {
    private static let known: [PGType] = [
        .bool, .bytea, .char, .name, .int8, .int2, .int2Vector, .int4, .text, .oid, .oidVector, .json, .xml, .cidr,
        .float4, .float8, .money, .inet, .bpchar, .varchar, .date, .time, .timestamp, .timestamptz, .interval, .timetz,
        .numeric, .uuid, .lsn, .jsonb,
    ]

    @Test("has each type under the name and with the array type that are known here")
    func names() async throws {
        try await withConnection { connection in
            let rows = try await connection.query(
                """
                SELECT oid, format_type(oid, NULL), typarray, format_type(typarray, NULL) FROM pg_type
                WHERE oid = ANY(\(Self.known.map(\.rawValue)))
                """,
                as: (UInt32, String, UInt32, String).self
            )
            #expect(rows.count == Self.known.count)
            for (oid, name, array, arrayName) in rows {
                let type = PGType(rawValue: oid)
                #expect(type.description == name)
                #expect(type.arrayType?.rawValue == array)
                #expect(type.arrayType?.elementType == type)
                #expect(type.arrayType?.description == arrayName)
            }
        }
    }
}
