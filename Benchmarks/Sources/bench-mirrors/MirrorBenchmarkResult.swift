// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a run of the benchmark has measured: medians in milliseconds.
struct MirrorBenchmarkResult: Encodable {
    let mirrors: Int
    let silent: Int
    let runs: Int
    let round_trip_ms: Double
    let staggers_ms: Double
    let chain_ms: Double
    let sequential_ms: Double

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    var table: String {
        let rows = [
            ("one round trip", round_trip_ms), ("the staggers", staggers_ms), ("this package's chain", chain_ms),
            ("a sequential chain", sequential_ms),
        ]
        let lines = rows.map { name, time in
            name.padding(toLength: 22, withPad: " ", startingAt: 0) + String(format: "%9.1f ms", time)
        }
        let ratio = String(format: "%.1f", sequential_ms / chain_ms)
        return
            (["\(mirrors) mirrors, the first \(silent) silent; medians of \(runs) runs"] + lines
            + ["the sequential chain takes \(ratio) times as long"]).joined(separator: "\n")
    }
}
