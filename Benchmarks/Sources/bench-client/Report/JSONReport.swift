// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The results for programs.
struct JSONReport: Sendable, Encodable {
    let rows: [ResultRow]

    init(_ results: [GroupResult]) {
        rows = results.flatMap { result in result.group.lanes.map { ResultRow(result, $0) } }
    }

    var text: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
