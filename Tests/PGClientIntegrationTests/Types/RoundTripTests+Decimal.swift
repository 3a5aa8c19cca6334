// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Foundation
import PGClient
import Testing

extension RoundTripTests {
    private func decimal(_ text: String) throws -> Decimal { try #require(Decimal(string: text)) }

    @Test("decimal numbers are exact to the last digit")
    func decimals() async throws {
        try await withConnection { connection in
            for text in [
                "0", "1", "-1", "10000", "-10000", "0.1", "-0.00012", "12345.6789",
                "99999999999999999999999999999999999999",
                "-0.99999999999999999999999999999999999999", "340282366920938463463374607431768211455",
                "100000000000000000000",
                "0.0000000000000000000000000000000000000000000000000000000000001",
            ] {
                let value = try decimal(text)
                let rows = try await connection.query(
                    "SELECT \(value), \(value)::text, \(text)::numeric",
                    as: (Decimal, String, Decimal).self
                )
                #expect(rows.first?.0 == value && rows.first?.2 == value)
                #expect(rows.first?.1 == text)
            }
            let trailing = try await connection.query("SELECT '1.500'::numeric(10,3)", as: Decimal.self)
            #expect(try trailing == [decimal("1.5")])
            for (literal, code) in [
                ("NaN", PGError.Code.typeMismatch), ("Infinity", .typeMismatch), ("-Infinity", .typeMismatch),
                ("1234567890123456789012345678901234567891", .overflow), ("1e1000", .overflow), ("1e-1000", .overflow),
            ] {
                let error = await failure { try await connection.query("SELECT \(literal)::numeric", as: Decimal.self) }
                #expect(error?.code == code)
            }
        }
    }

    @Test("random decimal numbers are for the server what they are here")
    func randomDecimals() async throws {
        var generator = SystemRandomNumberGenerator()
        try await withConnection { connection in
            let numbers: [Decimal] = (0..<5_000).map { _ in
                let digits = (0..<Int.random(in: 1...38, using: &generator)).map { _ in
                    String(Int.random(in: 1...9, using: &generator))
                }
                let exponent = Int.random(in: -90...90, using: &generator)
                return Decimal(string: "\(Bool.random() ? "-" : "")\(digits.joined())e\(exponent)") ?? 0
            }
            let rows = try await connection.query(
                "SELECT n, n::text FROM unnest(\(numbers)) WITH ORDINALITY u(n, i) ORDER BY i",
                as: (Decimal, String).self
            )
            #expect(rows.map(\.0) == numbers)
            #expect(rows.map(\.1) == numbers.map(\.description))
        }
    }
}
