// SPDX-License-Identifier: Apache-2.0

#if Tracing
import InMemoryTracing
import PGClient
import PGClusterTesting

/// The configuration of the suite's primary, whose statements go to `tracer`.
func tracedConfiguration(_ tracer: InMemoryTracer) throws -> PGConfiguration {
    try primaryConfiguration { $0.tracing = PGTracing(tracer: tracer) }
}

/// Runs `body` on a connection of its own, whose connecting is forgotten.
func withTracedConnection<Result>(
    _ body: (PGConnection, InMemoryTracer) async throws -> Result
) async throws -> Result {
    let tracer = InMemoryTracer()
    return try await withConnection(tracedConfiguration(tracer)) { connection in
        tracer.clearFinishedSpans()
        return try await body(connection, tracer)
    }
}
#endif
