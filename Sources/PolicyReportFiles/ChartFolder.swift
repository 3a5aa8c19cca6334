// SPDX-License-Identifier: Apache-2.0

import Foundation
package import PolicyReport

/// The charts of a report as SVG files.
package enum ChartFolder {
    /// Writes the charts into a folder, which is made where it is missing. Files of other names stay.
    ///
    /// - Parameter names: The charts to write; `nil` for all.
    /// - Returns: The names of the charts that were written.
    /// - Throws: ``ReportFileError`` that names the file, or the chart that there is not.
    @discardableResult
    package static func write(
        _ report: ComparisonReport,
        to folder: String,
        only names: [String]? = nil
    ) throws -> [String] {
        let charts = report.standaloneCharts()
        let known = charts.map(\.name)
        for name in names ?? [] where !known.contains(name) {
            let valid = known.isEmpty ? "the report has no charts" : "valid are \(known.joined(separator: ", "))"
            throw ReportFileError(.unknownChart, "there is no chart \(name): \(valid)")
        }
        let chosen = charts.filter { names?.contains($0.name) ?? true }
        for chart in chosen {
            try ReportFile.write(chart.svg, to: "\(folder)/\(chart.name).svg")
        }
        return chosen.map(\.name)
    }
}
