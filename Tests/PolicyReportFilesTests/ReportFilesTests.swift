// SPDX-License-Identifier: Apache-2.0

import Foundation
import PolicyReport
import Testing

@testable import PolicyReportFiles

@Suite("Reports in files")
struct ReportFilesTests {
    private static var report: ComparisonReport {
        var report = ComparisonReport(title: "A report", command: "replicactl", environment: [MachineFacts.swift])
        var scenario = ScenarioReport(
            name: "real-slow",
            title: "Slow",
            summary: "One node is slow.",
            ground: .real,
            command: "replicactl",
            seconds: 1,
            goal: nil,
            plannedRounds: 1
        )
        var round = Round()
        (round.reads, round.p50, round.p90, round.p99, round.p999) = (10, 1, 2, 3, 4)
        round.primaryShareOfReads = 0.5
        scenario.policies = [PolicyOutcome(policy: "a", rounds: [round])]
        report.scenarios = [scenario]
        return report
    }

    private func withFolder<Answer>(_ body: (String) throws -> Answer) throws -> Answer {
        let folder = FileManager.default.temporaryDirectory.appending(path: "report-files-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try body(folder)
    }

    private func refusal(_ body: () throws -> Void) throws -> ReportFileError {
        try #require(throws: ReportFileError.self) { try body() }
    }

    @Test("a report that was written is read as it was, and written again has the same bytes")
    func roundTrip() throws {
        try withFolder { folder in
            let path = folder + "/sub/report.json"
            try ReportFile.write(try ReportFile.json(Self.report), to: path)
            let read = try ReportFile.read(path)
            #expect(read == Self.report)
            #expect(try ReportFile.json(read) == String(contentsOfFile: path, encoding: .utf8))
        }
    }

    @Test("what cannot be read is refused with the file's name and what is valid")
    func unreadable() throws {
        try withFolder { folder in
            let missing = try refusal { _ = try ReportFile.read(folder + "/none") }
            #expect(missing.code == .unreadable)
            #expect(missing.message == folder + "/none: the file cannot be read: there is no such file")
            let folderItself = try refusal { _ = try ReportFile.read(folder) }
            #expect(folderItself.message == folder + ": the file cannot be read: it is a folder")
            let nameless = try refusal { _ = try ReportFile.read("") }
            #expect(nameless.message.hasSuffix("its name is empty"))
            for (text, part) in [
                ("{}", "--json"), ("{\"format\": 99}", "format 99: valid is 1"), ("{\"format\": 1}", "whole"),
            ] {
                try ReportFile.write(text, to: folder + "/wrong.json")
                let error = try refusal { _ = try ReportFile.read(folder + "/wrong.json") }
                #expect(error.code == .notAReport)
                #expect(error.message.contains(part))
            }
        }
    }

    @Test("page, data and charts are written, and the sentences say where")
    func places() throws {
        try withFolder { folder in
            let places = ReportPlaces(page: folder + "/a/b.html", data: folder + "/c/b.json", charts: folder + "/d")
            try places.prepare()
            let sentences = try places.write(Self.report)
            #expect(sentences == ["2 charts are in \(folder)/d", "The report is in \(folder)/a/b.html"])
            #expect(try String(contentsOfFile: folder + "/a/b.html", encoding: .utf8).hasPrefix("<!doctype html>"))
            #expect(try ReportFile.read(folder + "/c/b.json") == Self.report)
            let charts = try FileManager.default.contentsOfDirectory(atPath: folder + "/d").sorted()
            #expect(charts == ["real-slow-latency.svg", "real-slow-primary.svg"])
        }
    }

    @Test(
        "only the charts that are asked for are written, and one that there is not is refused with those that there are"
    )
    func only() throws {
        try withFolder { folder in
            #expect(
                try ChartFolder.write(Self.report, to: folder, only: ["real-slow-primary"]) == ["real-slow-primary"]
            )
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["real-slow-primary.svg"])
            let error = try refusal { try ChartFolder.write(Self.report, to: folder, only: ["real-slow-stale"]) }
            #expect(error.code == .unknownChart)
            #expect(error.message.contains("real-slow-latency, real-slow-primary"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["real-slow-primary.svg"])
        }
    }

    @Test("a place where nothing can be written is refused before anything is measured")
    func unwritable() throws {
        try withFolder { folder in
            try ReportFile.write("a file", to: folder + "/file")
            for places in [
                ReportPlaces(page: folder), ReportPlaces(page: folder + "/file/x.html"),
                ReportPlaces(charts: folder + "/file"), ReportPlaces(page: ""), ReportPlaces(charts: ""),
            ] {
                #expect(try refusal { try places.prepare() }.code == .unwritable)
            }
        }
    }

    @Test("the data stand beside the page")
    func dataPath() {
        #expect(ReportFile.dataPath(beside: "a/b.html") == "a/b.json")
        #expect(ReportFile.dataPath(beside: "a/b") == "a/b.json")
    }
}
