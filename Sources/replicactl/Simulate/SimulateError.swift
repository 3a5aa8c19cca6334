// SPDX-License-Identifier: Apache-2.0

import RoutingSimulator

/// A failure of `replicactl simulate`: a sentence on standard error, and exit status 1.
struct SimulateError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// Names the file, or the option, in an error of the simulator.
    static func translating<Answer>(in file: String, _ work: () throws -> Answer) throws -> Answer {
        do {
            return try work()
        } catch let error as ScenarioError {
            throw SimulateError("\(file): \(error)")
        }
    }
}
