// SPDX-License-Identifier: Apache-2.0

import Foundation
package import PolicyReport

/// Where the parts of a report go.
package struct ReportPlaces: Sendable {
    /// The HTML page.
    package var page: String?
    /// The JSON behind it.
    package var data: String?
    /// The folder for the charts.
    package var charts: String?
    /// The charts that are wanted, by their names; `nil` for all.
    package var chartNames: [String]?

    package init(page: String? = nil, data: String? = nil, charts: String? = nil, chartNames: [String]? = nil) {
        self.page = page
        self.data = data
        self.charts = charts
        self.chartNames = chartNames
    }

    /// Makes the folders that are missing.
    ///
    /// - Throws: ``ReportFileError`` for a place where nothing can be written.
    package func prepare() throws {
        guard ![page, data, charts].contains("") else {
            throw ReportFileError(.unwritable, "a path is empty: valid is that of a file or a folder")
        }
        for file in [page, data].compactMap(\.self) {
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), isFolder.boolValue {
                throw ReportFileError(.unwritable, "\(file): this is a folder: valid is the path of a file")
            }
            try makeFolder(URL(fileURLWithPath: file).deletingLastPathComponent(), for: file)
        }
        if let charts { try makeFolder(URL(fileURLWithPath: charts), for: charts) }
    }

    private func makeFolder(_ folder: URL, for path: String) throws {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            let reason = FileTrouble.reason(error, at: path)
            throw ReportFileError(.unwritable, "\(path): there can be no such folder: \(reason)")
        }
        guard FileManager.default.isWritableFile(atPath: folder.path) else {
            throw ReportFileError(.unwritable, "\(path): the folder \(folder.path) cannot be written to")
        }
    }

    /// Writes all of it.
    ///
    /// - Returns: Sentences that name what was written where.
    /// - Throws: ``ReportFileError``.
    package func write(_ report: ComparisonReport, comparison: BaselineComparison? = nil) throws -> [String] {
        var sentences: [String] = []
        if let data { try ReportFile.write(try ReportFile.json(report), to: data) }
        if let charts {
            let names = try ChartFolder.write(report, to: charts, only: chartNames)
            let count = "\(names.count) chart\(names.count == 1 ? " is" : "s are")"
            sentences.append("\(count) in \(ReportFile.absolute(charts))")
        }
        if let page {
            try ReportFile.write(report.page(comparison: comparison), to: page)
            sentences.append("The report is in \(ReportFile.absolute(page))")
        }
        return sentences
    }
}
