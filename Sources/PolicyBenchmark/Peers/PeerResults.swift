// SPDX-License-Identifier: Apache-2.0

import Foundation
import PolicyReport
import Synchronization

/// What the peers have done so far.
final class PeerResults: Sendable {
    private let kinds: [PeerKind]
    private let slices = Mutex<[PeerKind: [PeerSlice]]>([:])

    init(_ kinds: [PeerKind]) {
        self.kinds = kinds
    }

    func add(_ slice: PeerSlice, of kind: PeerKind) { slices.withLock { $0[kind, default: []].append(slice) } }

    /// The medians over the rounds. A ratio is taken within a round, and its median is shown.
    struct Row: Encodable {
        let peer: String
        let rounds: Int
        let reads_per_second: Double?
        let ratio_to_direct: Double?
        let p50_us: Double?
        let p99_us: Double?
        let client_cpu_us_per_read: Double?
        let between_cpu_us_per_read: Double?
        let cpu_us_per_read: Double?
        let failed_reads: Int
    }

    var rows: [Row] {
        let slices = slices.withLock { $0 }
        let direct = slices[.direct] ?? []
        return kinds.map { kind in
            let own = slices[kind] ?? []
            func median(_ value: (PeerSlice) -> Double?) -> Double? { Spread(own.compactMap(value))?.median }
            return Row(
                peer: kind.rawValue,
                rounds: own.count,
                reads_per_second: median { $0.perSecond },
                ratio_to_direct: Spread(zip(own, direct).map { $0.perSecond / $1.perSecond })?.median,
                p50_us: median { $0.median },
                p99_us: median { $0.percentile99 },
                client_cpu_us_per_read: median { $0.clientTime },
                between_cpu_us_per_read: median { $0.peerTime },
                cpu_us_per_read: median { $0.time },
                failed_reads: own.reduce(0) { $0 + $1.failed }
            )
        }
    }

    func table(isPartial: Bool) -> String {
        func cell(_ value: Double?, _ places: Int) -> String {
            value.map { String(format: "%.\(places)f", $0) } ?? "-"
        }
        let heading = ["", "reads/s", "/ direct", "p50 us", "p99 us", "CPU us/read", "client", "between", "failed"]
        let cells = rows.map { row in
            [
                row.peer, cell(row.reads_per_second, 0), cell(row.ratio_to_direct, 2), cell(row.p50_us, 0),
                cell(row.p99_us, 0), cell(row.cpu_us_per_read, 1), cell(row.client_cpu_us_per_read, 1),
                cell(row.between_cpu_us_per_read, 1), "\(row.failed_reads)",
            ]
        }
        let widths = heading.indices.map { column in ([heading] + cells).map { $0[column].count }.max() ?? 0 }
        let lines = ([heading] + cells).map { line in
            line.enumerated().map { column, text in
                let space = String(repeating: " ", count: widths[column] - text.count)
                return column == 0 ? text + space : space + text
            }.joined(separator: "  ")
        }
        let notes = kinds.map { "\($0.rawValue): \($0.summary)" }
        let warning = isPartial ? ["PARTIAL: the comparison was broken off; rounds are missing."] : []
        return (warning + lines + [""] + notes).joined(separator: "\n") + "\n"
    }

    func json(isPartial: Bool) throws -> String {
        struct Report: Encodable {
            let partial: Bool
            let rows: [Row]
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return String(decoding: try encoder.encode(Report(partial: isPartial, rows: rows)), as: UTF8.self) + "\n"
    }
}
