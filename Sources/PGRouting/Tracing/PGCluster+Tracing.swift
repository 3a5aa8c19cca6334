// SPDX-License-Identifier: Apache-2.0

#if Tracing
internal import PGClient
internal import ReplicaRouting

extension PGCluster {
    @usableFromInline
    var isTraced: Bool { tracing != nil }

    /// A read in a span of its own. Its loop is that of `read` again: shared, it costs each read that is not traced some
    /// hundredths more (`routed` in `make bench-client`).
    @usableFromInline
    func tracedRead<Value>(
        _ request: RoutingRequest,
        _ body: (PGConnection) async throws -> Value
    ) async throws -> Value {
        try await traced { trace async throws in
            var plan = plan(request)
            plan.trace = trace
            while true {
                let attempt = try await begin(&plan)
                do {
                    let value = try await body(attempt.connection)
                    finish(attempt)
                    return value
                } catch {
                    try fail(attempt, error, &plan)
                }
            }
        }
    }

    /// A read of one statement in a span of its own.
    func tracedQuery(_ query: PGQuery, from target: ReadTarget) async throws -> PGResult {
        try await traced { trace async throws in
            var plan = plan(RoutingRequest(intent: .read, target: target))
            plan.trace = trace
            while true {
                let choice = try await choose(&plan)
                do throws(PGError) {
                    let result = try await choice.node.readPool.multiplexed.query(query)
                    finish(choice)
                    return result
                } catch {
                    try fail(choice, error, isOfNode: error.isOfNode, &plan)
                }
            }
        }
    }

    private func traced<Value>(_ body: (ReadTrace) async throws -> Value) async throws -> Value {
        guard let tracing else { return try await body(.none) }
        return try await tracing.run("read") { try await body(ReadTrace($0)) }
    }
}
#endif
