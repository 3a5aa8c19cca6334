// SPDX-License-Identifier: Apache-2.0

/// What idle connections have added to a process.
struct MemoryReport: Sendable, Equatable {
    var connections: UInt64
    var heapBytes: UInt64
    var residentBytes: UInt64

    var heapBytesPerConnection: Double { Double(heapBytes) / Double(max(1, connections)) }
    var residentBytesPerConnection: Double { Double(residentBytes) / Double(max(1, connections)) }
}

extension MemoryReport {
    /// - Throws: ``BenchmarkError`` with the code `unreadableReport`.
    init(parsing line: String) throws(BenchmarkError) {
        let words = ReportWords(line)
        self.init(
            connections: try words.required("connections"),
            heapBytes: try words.required("heap_bytes"),
            residentBytes: try words.required("resident_bytes")
        )
    }

    var line: String {
        "connections=\(connections) heap_bytes=\(heapBytes) resident_bytes=\(residentBytes)"
    }
}
