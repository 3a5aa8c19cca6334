// SPDX-License-Identifier: Apache-2.0

#if Tracing
internal import Tracing
#endif

extension ConnectOperation {
    /// Puts the attempt in a span, from now to its end, where the configuration asks for spans.
    @inline(__always)
    static func traced(_ completion: @escaping Completion, _ configuration: PGConfiguration) -> Completion {
        #if Tracing
        if let tracing = configuration.serverTracing { return traced(completion, tracing) }
        #endif
        return completion
    }

    #if Tracing
    private static func traced(_ completion: @escaping Completion, _ tracing: ServerTracing) -> Completion {
        let target = tracing.endpoint.database.map { " \($0)" } ?? ""
        let span = tracing.start("connect\(target)", ofKind: .client)
        return { operation, outcome in
            if case .failure(let error) = outcome { span.recordFailure(error) }
            span.end()
            completion(operation, outcome)
        }
    }
    #endif
}
