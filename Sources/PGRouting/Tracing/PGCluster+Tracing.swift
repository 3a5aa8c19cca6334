// SPDX-License-Identifier: Apache-2.0

#if Tracing
internal import PGClient
internal import ReplicaRouting

extension PGCluster {
    @usableFromInline
    var isTraced: Bool { tracing != nil }

    /// A read in a span of its own.
    @usableFromInline
    func tracedRead<Value>(
        _ request: RoutingRequest,
        _ body: (PGConnection) async throws -> Value
    ) async throws -> Value {
        try await traced { trace async throws in
            var plan = plan(request)
            plan.trace = trace
            return try await read(&plan, body)
        }
    }

    /// A read of one statement in a span of its own.
    func tracedQuery(_ query: PGQuery, from target: ReadTarget) async throws -> PGResult {
        try await traced { trace async throws in
            var plan = plan(RoutingRequest(intent: .read, target: target))
            plan.trace = trace
            return try await self.query(query, &plan)
        }
    }

    private func traced<Value>(_ body: (ReadTrace) async throws -> Value) async throws -> Value {
        guard let tracing else { return try await body(.none) }
        return try await tracing.run("read") { try await body(ReadTrace($0)) }
    }
}
#endif
