// SPDX-License-Identifier: Apache-2.0

#if Tracing
internal import Synchronization
internal import Tracing
#endif

extension ConnectionDriver {
    /// Sends a statement of a caller's and returns its answer, in a span where the configuration asks for spans.
    @inline(__always)
    func tracedPerform(
        _ query: PGQuery,
        lease: LeaseID?,
        deadline: MonotonicInstant? = nil,
        isCancellable: Bool = true
    ) async throws(PGError) -> PGResult {
        #if Tracing
        if let tracing = configuration.serverTracing {
            return try await perform(query, lease, deadline, isCancellable, tracing)
        }
        #endif
        return try await perform(query, lease: lease, deadline: deadline, isCancellable: isCancellable)
    }

    #if Tracing
    private func perform(
        _ query: PGQuery,
        _ lease: LeaseID?,
        _ deadline: MonotonicInstant?,
        _ isCancellable: Bool,
        _ tracing: ServerTracing
    ) async throws(PGError) -> PGResult {
        let span = tracing.start(query, on: endpoint(tracing))
        do {
            let result = try await perform(query, lease: lease, deadline: deadline, isCancellable: isCancellable)
            span.end(result)
            return result
        } catch {
            span.end(error)
            throw error
        }
    }

    /// Where the connection leads; asked of libpq where the configuration leaves something open.
    func endpoint(_ tracing: ServerTracing) -> ServerEndpoint {
        if tracing.endpoint.isComplete { return tracing.endpoint }
        return state.withLock { state in
            switch state.handle {
            case .some(let handle): ServerEndpoint(handle)
            case nil: tracing.endpoint
            }
        }
    }
    #endif
}
