// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("The README")
struct ReadmeTests {
    private func text(_ path: String...) throws -> String {
        let file = path.reduce(URL(filePath: #filePath).deletingLastPathComponent()) { $0.appending(path: $1) }
        return try String(contentsOf: file, encoding: .utf8)
    }

    @Test("shows the example that is compiled here")
    func example() throws {
        let source = try text("ReadmeExample.swift")
        let start = try #require(source.range(of: "import Logging"))
        let example = source[start.lowerBound...].trimmingCharacters(in: .newlines)
        let readme = try text("..", "..", "..", "README.md")
        #expect(readme.contains("```swift\n\(example)\n```"))
    }
}
