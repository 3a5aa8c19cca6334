// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PGClusterTesting

/// A failure of a cluster command: a sentence on standard error, and exit status 1.
struct ClusterCommandError: Error, CustomStringConvertible {
    let description: String

    static func translating<Answer>(_ work: () async throws -> Answer) async throws -> Answer {
        do {
            return try await work()
        } catch let error as ClusterError {
            throw ClusterCommandError(description: error.description)
        }
    }
}
