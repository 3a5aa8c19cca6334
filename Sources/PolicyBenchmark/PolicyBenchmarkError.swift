// SPDX-License-Identifier: Apache-2.0

import PGClient
import PGClusterTesting
import ReplicaRouting

/// Why the comparison could not be run.
struct PolicyBenchmarkError: Error, CustomStringConvertible {
    /// The kind of the failure. More kinds may be added.
    struct Code: Hashable, Sendable {
        let name: String

        /// The throwaway cluster is not as the comparison needs it.
        static let cluster = Code(name: "cluster")
        /// A program to compare with is missing, or does not work.
        static let peer = Code(name: "peer")
        /// A file cannot be read or written, or is not a report.
        static let file = Code(name: "file")
    }

    let code: Code
    let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    var description: String { message }

    /// What to tell of an error of any layer.
    static func sentence(for error: any Error) -> any Error {
        switch error {
        case let error as ClusterError: PolicyBenchmarkError(.cluster, error.description)
        case let error as PGError: PolicyBenchmarkError(.cluster, "The cluster could not be used: \(error).")
        case let error as RoutingError: PolicyBenchmarkError(.cluster, "The cluster could not be used: \(error).")
        default: error
        }
    }
}
