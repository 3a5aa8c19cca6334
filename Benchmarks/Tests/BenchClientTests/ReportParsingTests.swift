// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import bench_client

@Suite("Reports of the children")
struct ReportParsingTests {
    @Test("a slice's report survives being printed and read")
    func sliceReport() throws {
        let report = SliceReport(
            count: 3,
            elapsed: 4,
            cpu: 5,
            median: 6,
            percentile99: 7,
            highest: 8,
            allocations: nil,
            fewest: 9,
            most: 10
        )
        #expect(try SliceReport(parsing: report.line) == report)
    }

    @Test("a report that lacks the count is refused by name")
    func missingWord() {
        #expect {
            try SliceReport(parsing: "elapsed_ns=4 cpu_ns=5")
        } throws: {
            ($0 as? BenchmarkError)?.message.contains("\"count\"") == true
        }
    }

    @Test("throughput and processor time are per second and per statement")
    func derived() {
        let report = SliceReport(count: 1000, elapsed: 500_000_000, cpu: 7_000_000)
        #expect(report.perSecond == 2000)
        #expect(report.cpuPerStatement == 7000)
    }

    @Test("the transactions and the throughput are found in what pgbench prints")
    func pgbench() throws {
        let report = try PgbenchReport(
            parsing: """
                transaction type: -
                number of transactions actually processed: 54321
                latency average = 0.147 ms
                initial connection time = 9.010 ms
                tps = 54389.421935 (without initial connection time)
                """
        )
        #expect(report.transactions == 54_321)
        #expect(report.perSecond == 54_389.421935)
    }

    @Test(
        "pgbench without a transaction is an error",
        arguments: ["", "number of transactions actually processed: 0\ntps = 0"]
    )
    func pgbenchWithoutTransactions(output: String) {
        #expect(throws: BenchmarkError.self) { try PgbenchReport(parsing: output) }
    }
}
