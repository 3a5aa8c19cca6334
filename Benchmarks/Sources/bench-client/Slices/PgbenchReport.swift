// SPDX-License-Identifier: Apache-2.0

/// What `pgbench` prints at its end.
struct PgbenchReport: Sendable, Equatable {
    let transactions: UInt64
    let perSecond: Double

    /// - Throws: ``BenchmarkError`` with the code `unreadableReport`.
    init(parsing output: String) throws(BenchmarkError) {
        var transactions: UInt64?
        var perSecond: Double?
        for line in output.split(separator: "\n") {
            if let text = Self.value(in: line, after: "number of transactions actually processed: ") {
                // With a count of transactions given it says "done/wanted".
                transactions = UInt64(text.prefix { $0.isNumber })
            } else if let text = Self.value(in: line, after: "tps = ") {
                perSecond = Double(text.prefix { $0 != " " })
            }
        }
        guard let transactions, let perSecond, transactions > 0 else {
            throw BenchmarkError(.unreadableReport, "pgbench reported no transactions: \(output.suffix(300))")
        }
        self.transactions = transactions
        self.perSecond = perSecond
    }

    private static func value(in line: Substring, after prefix: String) -> Substring? {
        line.hasPrefix(prefix) ? line.dropFirst(prefix.count) : nil
    }
}
