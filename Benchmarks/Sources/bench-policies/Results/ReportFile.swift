// SPDX-License-Identifier: Apache-2.0

import Foundation
import PolicyReport

/// Reports in files.
enum ReportFile {
    /// The report as JSON, the same bytes for the same report.
    static func json(_ report: ComparisonReport) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(report), as: UTF8.self) + "\n"
    }

    /// - Throws: ``PolicyBenchmarkError`` that names the file.
    static func read(_ path: String) throws -> ComparisonReport {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw PolicyBenchmarkError(.file, "\(path) cannot be read: \(error.localizedDescription)")
        }
        guard let report = try? JSONDecoder().decode(ComparisonReport.self, from: data) else {
            throw PolicyBenchmarkError(.file, "\(path) is no report; valid is what --json prints.")
        }
        guard report.format == ComparisonReport.currentFormat else {
            throw PolicyBenchmarkError(
                .file,
                "\(path) has the format \(report.format); valid is \(ComparisonReport.currentFormat)."
            )
        }
        return report
    }

    /// - Throws: ``PolicyBenchmarkError`` that names the file.
    static func write(_ text: String, to path: String) throws {
        do {
            let url = URL(fileURLWithPath: path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: url, options: .atomic)
        } catch {
            throw PolicyBenchmarkError(.file, "\(path) cannot be written: \(error.localizedDescription)")
        }
    }

    /// `bench.json` beside `bench.html`.
    static func dataPath(besides path: String) -> String {
        (path.hasSuffix(".html") ? String(path.dropLast(5)) : path) + ".json"
    }

    /// The whole path of a file.
    static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
}
