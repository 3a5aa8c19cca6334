// SPDX-License-Identifier: Apache-2.0

import UnixSignals

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The end of a command by SIGINT or SIGTERM.
package struct Interruption: Error {
    /// The exit status of an interrupted program, as a shell gives it.
    package static let exitStatus: Int32 = 130

    /// Runs `body`, and cancels it on SIGINT or SIGTERM. A second signal ends the process at once.
    ///
    /// - Throws: ``Interruption`` after a signal, when `body` has ended; else what `body` throws.
    package static func cancelling<Answer: Sendable>(
        _ body: @escaping @Sendable () async throws -> Answer,
        atOnce: @escaping @Sendable () -> Void
    ) async throws -> Answer {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let work = Task { try await body() }
        let watch = Task {
            var isFirst = true
            for await _ in signals {
                guard isFirst else {
                    atOnce()
                    exit(exitStatus)
                }
                isFirst = false
                work.cancel()
            }
        }
        defer { watch.cancel() }
        let outcome = await work.result
        if work.isCancelled { throw Interruption() }
        return try outcome.get()
    }
}
