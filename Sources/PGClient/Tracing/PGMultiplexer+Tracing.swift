// SPDX-License-Identifier: Apache-2.0

extension PGMultiplexer {
    /// Runs a statement, in a span where the configuration asks for spans.
    @inline(__always)
    func tracedPerform(_ query: PGQuery) async throws(PGError) -> PGResult {
        #if Tracing
        if let tracing = configuration.serverTracing { return try await perform(query, tracing) }
        #endif
        return try await perform(query)
    }

    #if Tracing
    private func perform(_ query: PGQuery, _ tracing: ServerTracing) async throws(PGError) -> PGResult {
        let span = tracing.start(query)
        do {
            let result = try await perform(query)
            span.end(result)
            return result
        } catch {
            span.end(error)
            throw error
        }
    }
    #endif
}
