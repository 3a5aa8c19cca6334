// SPDX-License-Identifier: Apache-2.0

import Foundation
import PolicyReport
import PolicyReportFiles
import Testing

@Suite("The charts of the documentation")
struct DocumentedChartsTests {
    private var folder: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../Docs").standardizedFileURL
    }

    @Test("every chart that a page shows is there, as it is drawn from the results, and no other one")
    func charts() throws {
        let page = try String(contentsOf: folder.appendingPathComponent("ChoosingAPolicy.md"), encoding: .utf8)
        let shown = Set(page.matches(of: /\]\(images\/([A-Za-z0-9_-]+)\.svg\)/).map { String($0.1) })
        #expect(shown.count > 5)
        let report = try ReportFile.read(folder.appendingPathComponent("results/policies.json").path)
        #expect(!report.isPartial)
        let drawn = Dictionary(uniqueKeysWithValues: report.standaloneCharts().map { ($0.name, $0.svg) })
        for name in shown.sorted() {
            let file = try String(contentsOf: folder.appendingPathComponent("images/\(name).svg"), encoding: .utf8)
            #expect(file == drawn[name], "make charts draws \(name) anew")
        }
        let there = try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent("images").path)
        #expect(Set(there) == Set(shown.map { $0 + ".svg" }))
    }
}
