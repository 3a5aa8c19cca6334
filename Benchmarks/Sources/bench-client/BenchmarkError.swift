// SPDX-License-Identifier: Apache-2.0

/// Why a benchmark could not be run.
struct BenchmarkError: Error, CustomStringConvertible {
    /// The kind of the failure. More kinds may be added.
    struct Code: Hashable, Sendable {
        let name: String

        /// A client, the C program or pgbench ended with a failure.
        static let childFailed = Code(name: "childFailed")
        /// What a child printed is not a report.
        static let unreadableReport = Code(name: "unreadableReport")
        /// The benchmark was built or started in a way that it cannot work with.
        static let invalidSetUp = Code(name: "invalidSetUp")
    }

    let code: Code
    let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    var description: String { message }
}
