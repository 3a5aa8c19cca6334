// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PolicyReportFiles
import ReplicaRouting

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The stack that a command is about, and what its file does not say.
struct StackFile: ParsableArguments {
    @Argument(
        help: ArgumentHelp("A stack's info, as CATMAID answers it in JSON.", valueName: "file"),
        completion: .file(extensions: ["json"])
    )
    var path: String

    @Option(
        help: ArgumentHelp("The base URL of the CATMAID instance, for tile source types 3 and 13.", valueName: "url")
    )
    var base: String?

    func validate() throws {
        guard let base else { return }
        let url = URL(string: base)
        guard url?.scheme == "http" || url?.scheme == "https", url?.host()?.isEmpty == false else {
            throw ValidationError("--base \(base) is no base URL: valid is one like https://catmaid.example.org/.")
        }
    }

    func stack() throws -> Stack { try Self.decode(Stack.self, from: path) }

    static func attributes(_ path: String?) throws -> DatasetAttributes? {
        try path.map { try decode(DatasetAttributes.self, from: $0) }
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, from path: String) throws -> Value {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw MirrorsError("\(path) cannot be read: \(FileTrouble.reason(error, at: path)).")
        }
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch let error as MirrorError {
            throw MirrorsError("\(path): \(error.message).")
        } catch {
            throw MirrorsError("\(path) is not valid JSON.")
        }
    }
}
