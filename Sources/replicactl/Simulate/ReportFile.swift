// SPDX-License-Identifier: Apache-2.0

import Foundation
import PolicyReport

/// Reports in files.
enum ReportFile {
    /// The report as JSON, the same bytes for the same report.
    static func json(_ report: ComparisonReport) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(report), as: UTF8.self)
    }

    /// - Throws: ``SimulateError`` that names the file.
    static func read(_ path: String) throws -> ComparisonReport {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw SimulateError("\(path): the file cannot be read: \(error.localizedDescription)")
        }
        do {
            let report = try JSONDecoder().decode(ComparisonReport.self, from: data)
            guard report.format == ComparisonReport.currentFormat else {
                throw SimulateError(
                    "\(path): the report has the format \(report.format): valid is \(ComparisonReport.currentFormat)"
                )
            }
            return report
        } catch is DecodingError {
            throw SimulateError("\(path): this is no report: valid is what --json prints")
        }
    }

    /// - Throws: ``SimulateError`` that names the file.
    static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw SimulateError("\(path): the report cannot be written there: \(error.localizedDescription)")
        }
    }
}

/// Where a report was made.
enum Environment {
    static var facts: [ComparisonReport.Fact] {
        let process = ProcessInfo.processInfo
        return [
            .init("ground", "simulated nodes, simulated time"),
            .init("system", process.operatingSystemVersionString),
            .init("cores", "\(process.activeProcessorCount)"),
            .init("Swift", swiftVersion),
        ]
    }

    private static var swiftVersion: String {
        #if swift(>=6.4)
        "6.4 or later"
        #elseif swift(>=6.3)
        "6.3"
        #else
        "6.2"
        #endif
    }
}
