// SPDX-License-Identifier: Apache-2.0

import CMeasurement

/// One half of the machine's processor cores, for the server or for its clients.
enum ProcessorHalf {
    case servers
    case clients

    /// Has this process, and what it starts from here on, run there.
    ///
    /// - Throws: ``BenchmarkError`` with the code `invalidSetUp`.
    func keep() throws(BenchmarkError) {
        guard bench_keep_to_half_of_cores(self == .clients) else {
            throw BenchmarkError(
                .invalidSetUp,
                "--apart needs Linux and two processor cores or more, which this process may choose among."
            )
        }
    }
}
