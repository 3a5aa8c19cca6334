// SPDX-License-Identifier: Apache-2.0

import Foundation
import PolicyReportFiles
import RoutingSimulator

/// Where scenarios come from: a file, or the program itself.
enum ScenarioSource {
    /// - Throws: ``SimulateError`` that names the file, the place in it and what is valid.
    static func read(_ name: String) throws -> ScenarioFile {
        if let shipped = ShippedScenario.named(name) { return try decode(Data(shipped.text.utf8), name) }
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: name))
        } catch {
            let reason = FileTrouble.reason(error, at: name)
            throw SimulateError(
                "\(name): the file cannot be read: \(reason); nor is it one of the scenarios that come with the program: "
                    + ShippedScenario.all.map(\.name).joined(separator: ", ")
            )
        }
        return try decode(data, name)
    }

    static func decode(_ data: Data, _ name: String) throws -> ScenarioFile {
        try SimulateError.translating(in: name) {
            do {
                return try JSONDecoder().decode(ScenarioFile.self, from: data)
            } catch is DecodingError {
                throw SimulateError("\(name): this is not JSON: \(reason(in: data))")
            }
        }
    }

    /// What is wrong with a text that is no JSON. The decoder does not say where; the older parser does.
    private static func reason(in data: Data) -> String {
        do {
            _ = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
            return "the text cannot be decoded"
        } catch {
            return (error as NSError).userInfo["NSDebugDescription"] as? String ?? error.localizedDescription
        }
    }
}

/// What comes with the program.
enum SimulateListing {
    static var policies: String { SimulatedPolicy.all.map(\.name).joined(separator: ", ") }

    static var text: String {
        let width = ShippedScenario.all.map(\.name.count).max() ?? 0
        let lines = ShippedScenario.all.map { shipped in
            let summary = (try? ScenarioSource.read(shipped.name))?.scenario.summary ?? ""
            return "  " + shipped.name + String(repeating: " ", count: width - shipped.name.count + 2) + summary
        }
        return (["Scenarios:"] + lines + ["", "Policies:", "  " + policies]).joined(separator: "\n")
    }

    /// - Throws: ``SimulateError`` for a name that there is not.
    static func file(of name: String) throws -> String {
        if let shipped = ShippedScenario.named(name) { return shipped.text }
        let names = ShippedScenario.all.map(\.name).joined(separator: ", ")
        throw SimulateError("--show: there is no scenario \(name): valid are \(names)")
    }
}
