// SPDX-License-Identifier: Apache-2.0

import PolicyReportFiles

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension RouteFile {
    /// Reads a file.
    ///
    /// - Parameter path: `-` for standard input.
    /// - Throws: ``RouteFileError``.
    static func read(_ path: String) throws -> RouteFile {
        guard path != "-" else { return try decode(standardInput(), of: "standard input") }
        do {
            return try decode(try Data(contentsOf: URL(filePath: path)), of: path)
        } catch let error as CocoaError {
            throw RouteFileError(place: "", problem: "\(path) cannot be read: \(FileTrouble.reason(error, at: path))")
        }
    }

    /// Decodes the bytes of a file.
    ///
    /// - Parameter name: What the file is called in errors.
    static func decode(_ data: Data, of name: String) throws -> RouteFile {
        do {
            return try JSONDecoder().decode(RouteFile.self, from: data)
        } catch DecodingError.dataCorrupted(let context) {
            let place = RouteFileError.place(context.codingPath)
            let detail = context.underlyingError.map { ": \($0)" } ?? ""
            throw RouteFileError(place: place, problem: "\(name) is not valid JSON\(detail)")
        }
    }

    private static func standardInput() -> Data {
        var text = ""
        while let line = readLine(strippingNewline: false) { text += line }
        return Data(text.utf8)
    }
}
