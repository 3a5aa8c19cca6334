// SPDX-License-Identifier: Apache-2.0

import Foundation
package import PolicyReport

/// Reports as JSON, and texts in files.
package enum ReportFile {
    /// The report as one line of JSON, the same bytes for the same report.
    package static func json(_ report: ComparisonReport) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(report), as: UTF8.self) + "\n"
    }

    /// - Throws: ``ReportFileError`` that names the file.
    package static func read(_ path: String) throws -> ComparisonReport {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            let reason = FileTrouble.reason(error, at: path)
            throw ReportFileError(.unreadable, "\(path): the file cannot be read: \(reason)")
        }
        guard let form = try? JSONDecoder().decode(Form.self, from: data) else {
            throw ReportFileError(.notAReport, "\(path): this is no report: valid is what --json prints")
        }
        guard form.format == ComparisonReport.currentFormat else {
            throw ReportFileError(
                .notAReport,
                "\(path): the report has the format \(form.format): valid is \(ComparisonReport.currentFormat)"
            )
        }
        do {
            return try JSONDecoder().decode(ComparisonReport.self, from: data)
        } catch {
            throw ReportFileError(.notAReport, "\(path): the report is not whole: valid is what --json prints")
        }
    }

    /// Makes the folders above it where they are missing.
    ///
    /// - Throws: ``ReportFileError`` that names the file.
    package static func write(_ text: String, to path: String) throws {
        do {
            let url = URL(fileURLWithPath: path)
            let folder = url.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url, options: .atomic)
        } catch {
            let reason = FileTrouble.reason(error, at: path)
            throw ReportFileError(.unwritable, "\(path): the file cannot be written: \(reason)")
        }
    }

    /// `bench.json` beside `bench.html`.
    package static func dataPath(beside path: String) -> String {
        (path.hasSuffix(".html") ? String(path.dropLast(5)) : path) + ".json"
    }

    /// The whole path of a file.
    package static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

    /// What every version of a report has.
    private struct Form: Decodable {
        let format: Int
    }
}
