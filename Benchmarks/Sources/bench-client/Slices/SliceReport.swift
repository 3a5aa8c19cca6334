// SPDX-License-Identifier: Apache-2.0

/// What a client says of a slice, as one line of `name=value` words.
struct SliceReport: Sendable, Equatable {
    var count: UInt64
    var elapsed: UInt64
    /// The processor time of the client, user and system, in nanoseconds.
    var cpu: UInt64?
    /// Times of a statement in nanoseconds.
    var median: UInt64?
    var percentile99: UInt64?
    var highest: UInt64?
    /// Heap allocations, where they were counted.
    var allocations: UInt64?
    /// Statements of the task that ran the fewest and the most.
    var fewest: UInt64?
    var most: UInt64?

    var perSecond: Double { elapsed == 0 ? 0 : Double(count) / (Double(elapsed) / 1e9) }
    var cpuPerStatement: Double? { count == 0 ? nil : cpu.map { Double($0) / Double(count) } }
}

extension SliceReport {
    /// - Throws: ``BenchmarkError`` with the code `unreadableReport`.
    init(parsing line: String) throws(BenchmarkError) {
        let words = ReportWords(line)
        self.init(
            count: try words.required("count"),
            elapsed: try words.required("elapsed_ns"),
            cpu: words["cpu_ns"],
            median: words["p50_ns"],
            percentile99: words["p99_ns"],
            highest: words["max_ns"],
            allocations: words["allocations"],
            fewest: words["fewest"],
            most: words["most"]
        )
    }

    var line: String {
        let words: [(String, UInt64?)] = [
            ("count", count), ("elapsed_ns", elapsed), ("cpu_ns", cpu), ("p50_ns", median), ("p99_ns", percentile99),
            ("max_ns", highest), ("allocations", allocations), ("fewest", fewest), ("most", most),
        ]
        return words.compactMap { name, value in value.map { "\(name)=\($0)" } }.joined(separator: " ")
    }
}

/// A line of `name=value` words whose values are whole numbers.
struct ReportWords: Sendable {
    private let line: String
    private let values: [String: UInt64]

    init(_ line: String) {
        self.line = line
        var values: [String: UInt64] = [:]
        for word in line.split(whereSeparator: \.isWhitespace) {
            let parts = word.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let value = UInt64(parts[1]) else { continue }
            values[String(parts[0])] = value
        }
        self.values = values
    }

    subscript(name: String) -> UInt64? { values[name] }

    func required(_ name: String) throws(BenchmarkError) -> UInt64 {
        guard let value = values[name] else {
            throw BenchmarkError(
                .unreadableReport,
                "A client's report lacks \"\(name)\"; it says: \(line.prefix(200))."
            )
        }
        return value
    }
}
