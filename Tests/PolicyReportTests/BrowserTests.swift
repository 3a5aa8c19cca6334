// SPDX-License-Identifier: Apache-2.0

import Foundation
import PolicyReport
import Testing

/// The page in a real browser. A frame of another page holds it, whose script measures it from outside, as the page itself
/// lets no script run.
@Suite(.enabled(if: Chromium.path != nil, "no Chromium is installed (Debian: apt-get install chromium)"))
struct BrowserTests {
    @Test(
        "in a browser every chart has a size, nothing is wider than the screen, the console is silent, nothing is fetched",
        .timeLimit(.minutes(2)),
        arguments: [390, 1_280]
    )
    func rendered(width: Int) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "policy-report-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let page = Samples.full.page()
        try Data(page.utf8).write(to: folder.appending(path: "page.html"))
        let probe = folder.appending(path: "probe.html")
        try Data(Self.probe(width: width).utf8).write(to: probe)
        let seen = try Chromium.dump(probe, profile: folder.appending(path: "profile"))

        let figures = page.components(separatedBy: "<figure ").count - 1
        #expect(seen.page.contains("charts=\(figures);"), "\(seen.page)")
        #expect(seen.page.contains("empty=0;"), "\(seen.page)")
        #expect(seen.page.contains("fetched=0;"), "\(seen.page)")
        #expect(seen.page.contains("overflow=0;"), "\(seen.page)")
        #expect(!seen.log.contains("CONSOLE"), "\(seen.log)")
    }

    @Test("a browser shows each chart that is a file of its own as an image", .timeLimit(.minutes(2)))
    func standalone() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "policy-charts-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let charts = Samples.full.standaloneCharts()
        for chart in charts { try Data(chart.svg.utf8).write(to: folder.appending(path: chart.name + ".svg")) }
        let probe = folder.appending(path: "probe.html")
        try Data(Self.gallery(of: charts.map(\.name)).utf8).write(to: probe)
        let seen = try Chromium.dump(probe, profile: folder.appending(path: "profile"))
        #expect(seen.page.contains("shown=\(charts.count);"), "\(seen.page)")
        #expect(!seen.log.contains("CONSOLE"), "\(seen.log)")
    }

    /// An image that is no image has no size of its own.
    private static func gallery(of names: [String]) -> String {
        """
        <!doctype html><title>gallery</title><body>
        \(names.map { "<img src=\"\($0).svg\" alt=\"\">" }.joined(separator: "\n"))
        <pre id="answer"></pre>
        <script>
        window.addEventListener("load", () => {
          const shown = [...document.images].filter(image => image.naturalWidth > 700 && image.naturalHeight > 100);
          document.getElementById("answer").textContent = `shown=${shown.length};`;
        });
        </script>
        """
    }

    private static func probe(width: Int) -> String {
        """
        <!doctype html><title>probe</title><body>
        <iframe id="frame" src="page.html" style="width:\(width)px;height:900px;border:0"></iframe>
        <pre id="answer"></pre>
        <script>
        document.getElementById("frame").addEventListener("load", event => {
          const view = event.target.contentWindow, page = view.document;
          let charts = 0, empty = 0;
          for (const figure of page.querySelectorAll("figure")) {
            charts += 1;
            const shown = [...figure.querySelectorAll("svg")].filter(svg => svg.getBoundingClientRect().width > 200
              && svg.getBoundingClientRect().height > 60 && svg.querySelectorAll("rect,circle,polygon,polyline").length > 0);
            if (shown.length === 0) { empty += 1; }
          }
          const fetched = view.performance.getEntriesByType("resource").length;
          const overflow = Math.max(0, page.documentElement.scrollWidth - \(width));
          document.getElementById("answer").textContent =
            `charts=${charts};empty=${empty};fetched=${fetched};overflow=${overflow};`;
        });
        </script>
        """
    }
}

/// The browser, without a window.
enum Chromium {
    static let path: String? = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// The elements of a page after its scripts ran, and what the browser logged, the console among it.
    static func dump(_ page: URL, profile: URL) throws -> (page: String, log: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(path))
        process.arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
            "--disable-background-networking",
            "--no-first-run", "--user-data-dir=\(profile.path)", "--enable-logging=stderr", "--log-level=0",
            "--virtual-time-budget=5000", "--dump-dom", page.absoluteString,
        ]
        let output = profile.deletingLastPathComponent().appending(path: "output.txt")
        let log = profile.deletingLastPathComponent().appending(path: "log.txt")
        for file in [output, log] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        process.waitUntilExit()
        return (
            String(decoding: try Data(contentsOf: output), as: UTF8.self),
            String(decoding: try Data(contentsOf: log), as: UTF8.self)
        )
    }
}
