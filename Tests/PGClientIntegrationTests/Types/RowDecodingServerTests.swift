// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Foundation
import PGClient
import Testing

@Suite("Rows as Decodable types on a server", .cluster(replicas: 0))
struct RowDecodingServerTests {
    struct Stack: Decodable, Equatable {
        struct Size: Codable, Equatable { var width: Int; var height: Int }

        var id: Int64
        var title: String
        var createdAt: Date
        var parent: Int?
        var size: Size
        var tags: [String]
        var mood: Mood
    }

    @Test("a query decodes each row, nested JSON and arrays included")
    func query() async throws {
        try await withConnection { connection in
            let stacks = try await connection.query(
                """
                SELECT n AS id, 'stack ' || n AS title, timestamptz '2001-01-01 00:00Z' AS created_at,
                    NULLIF(n, 1) AS parent, jsonb_build_object('width', n, 'height', 2) AS size,
                    ARRAY['a', 'b'] AS tags, 'happy' AS mood
                FROM generate_series(1, 2) n
                """,
                decoding: Stack.self,
                keys: .convertFromSnakeCase
            )
            let expected = (1...2).map { number in
                Stack(
                    id: Int64(number),
                    title: "stack \(number)",
                    createdAt: Date(timeIntervalSinceReferenceDate: 0),
                    parent: number == 1 ? nil : number,
                    size: .init(width: number, height: 2),
                    tags: ["a", "b"],
                    mood: .happy
                )
            }
            #expect(stacks == expected)
        }
    }

    @Test("what does not fit is an error that names the column")
    func mismatch() async throws {
        struct Number: Decodable { var n: Int16 }
        try await withConnection { connection in
            let missing = await failure { try await connection.query("SELECT 1 AS m", decoding: Number.self) }
            #expect(missing?.code == .missingColumn)
            let overflow = await failure { try await connection.query("SELECT 70000 AS n", decoding: Number.self) }
            #expect(overflow?.code == .overflow)
            #expect(overflow?.message.contains("column \"n\" of row 0, integer, is 70000") == true)
            let null = await failure { try await connection.query("SELECT NULL::int AS n", decoding: Number.self) }
            #expect(null?.code == .unexpectedNull)
        }
    }
}
