// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Foundation
import PGClient
import Testing

extension RoundTripTests {
    private func date(_ year: Int, _ month: Int, _ day: Int) throws -> PGDate {
        try PGDate(year: year, month: month, day: day)
    }

    @Test("points in time are microseconds in UTC, in any time zone of the session, to the ends of the server's range")
    func dates() async throws {
        let first = Date(timeIntervalSinceReferenceDate: -211_845_110_400)
        let cases = [
            (Date(timeIntervalSinceReferenceDate: 0), "2001-01-01 00:00:00"),
            (Date(timeIntervalSinceReferenceDate: 0.000_001), "2001-01-01 00:00:00.000001"),
            (Date(timeIntervalSince1970: -0.000_001), "1969-12-31 23:59:59.999999"),
            (.distantPast, "0001-12-30 00:00:00 BC"), (.distantFuture, "4001-01-01 00:00:00"),
            (first, "4714-11-24 00:00:00 BC"),
            (Date(timeIntervalSinceReferenceDate: 9_223_339_708_799), "294276-12-31 23:59:59"),
        ]
        try await withConnection { connection in
            try await connection.execute("SET timezone = 'Asia/Kolkata'")
            for (date, text) in cases {
                let rows = try await connection.query(
                    """
                    SELECT \(date), (\(date) AT TIME ZONE 'UTC')::text, \(PGTimestamp(date)), \
                    \(PGTimestamp(date))::text, \(PGTimestamp(date))
                    """,
                    as: (Date, String, PGTimestamp, String, Date).self
                )
                let row = try #require(rows.first)
                #expect(row.0 == date && row.2.date == date && row.4 == date)
                #expect(row.1 == text)
                #expect(row.3 == text)
            }
            for type in ["timestamp", "timestamptz"] {
                for value in ["infinity", "-infinity"] {
                    let error = await failure {
                        try await connection.query("SELECT \(value)::\(unescaped: type) AS at", as: Date.self)
                    }
                    #expect(error?.code == .overflow)
                    #expect(error?.message.contains("column \"at\"") == true)
                    #expect(error?.message.contains(value) == true)
                }
            }
        }
    }

    @Test("days are days of the server's calendar, to the ends of its range")
    func days() async throws {
        try await withConnection { connection in
            try await check(
                connection,
                as: "date",
                [
                    (date(2024, 2, 29), "2024-02-29"), (date(1582, 10, 10), "1582-10-10"),
                    (date(1, 1, 1), "0001-01-01"),
                    (date(0, 2, 29), "0001-02-29 BC"), (date(-43, 3, 15), "0044-03-15 BC"),
                    (date(-4713, 11, 24), "4714-11-24 BC"), (date(5_874_897, 12, 31), "5874897-12-31"),
                ]
            )
            for value in ["infinity", "-infinity"] {
                let error = await failure { try await connection.query("SELECT \(value)::date", as: PGDate.self) }
                #expect(error?.code == .overflow)
            }
            let sample = try await connection.query(
                """
                SELECT d::date, to_char(d, 'YYYY-MM-DD')
                FROM generate_series('0001-01-01'::timestamp, '9999-12-31', '31 days') d
                """,
                as: (PGDate, String).self
            )
            #expect(sample.count > 100_000)
            #expect(sample.allSatisfy { $0.0.description == $0.1 })
        }
    }

    @Test("intervals keep months, days and microseconds apart")
    func intervals() async throws {
        try await withConnection { connection in
            try await connection.execute("SET intervalstyle = 'postgres'")
            try await check(
                connection,
                as: "interval",
                [
                    (PGInterval(), "00:00:00"),
                    (
                        PGInterval(months: 14, days: -3, microseconds: 4_000_005),
                        "1 year 2 mons -3 days +00:00:04.000005"
                    ),
                    (PGInterval(microseconds: -86_400_000_000), "-24:00:00"),
                ]
            )
            for extreme in [PGInterval(months: .max, days: .max, microseconds: .max - 1), PGInterval(days: .min)] {
                let echoed = try await connection.query("SELECT \(extreme)", as: PGInterval.self)
                #expect(echoed == [extreme])
            }
        }
    }
}
