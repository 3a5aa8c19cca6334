// SPDX-License-Identifier: Apache-2.0

extension ConnectionDriver {
    /// Runs a copy into the server, in a span where the configuration asks for spans.
    @inline(__always)
    func tracedCopy<Value>(_ query: PGQuery, _ body: () async throws -> Value) async throws -> Value {
        #if Tracing
        if let tracing = configuration.serverTracing { return try await tracedCopy(query, tracing, body) }
        #endif
        return try await body()
    }

    #if Tracing
    private func tracedCopy<Value>(
        _ query: PGQuery,
        _ tracing: ServerTracing,
        _ body: () async throws -> Value
    ) async throws -> Value {
        let span = tracing.start(query, on: endpoint(tracing))
        do {
            let value = try await body()
            span.end(rows: nil, operation: "COPY")
            return value
        } catch {
            span.end(error)
            throw error
        }
    }
    #endif
}
