// SPDX-License-Identifier: Apache-2.0

#if Tracing
internal import Synchronization
internal import Tracing

/// The span of a statement whose answer is consumed piece by piece: from its sending until the consumer has seen its end.
struct StreamTrace: ~Copyable, Sendable {
    struct Open: Sendable {
        let span: StatementSpan
        let isCopy: Bool
        var rows = 0

        func end() {
            span.end(rows: isCopy ? nil : rows, operation: isCopy ? "COPY" : nil)
        }
    }

    private let open = Mutex<Open?>(nil)

    @inline(__always)
    func begin(_ query: PGQuery, on driver: ConnectionDriver, isCopy: Bool) {
        if let tracing = driver.configuration.serverTracing { begin(query, driver, isCopy, tracing) }
    }

    private func begin(_ query: PGQuery, _ driver: ConnectionDriver, _ isCopy: Bool, _ tracing: ServerTracing) {
        let span = tracing.start(query, on: driver.endpoint(tracing))
        open.withLock { $0 = Open(span: span, isCopy: isCopy) }
    }

    /// What the consumer was given: an element, the end, or an error.
    @inline(__always)
    func note<Element>(_ outcome: Result<Element?, PGError>, on driver: ConnectionDriver) {
        if driver.configuration.serverTracing != nil { note(outcome) }
    }

    private func note<Element>(_ outcome: Result<Element?, PGError>) {
        let ended = open.withLock { open -> Open? in
            if case .success(let element?) = outcome {
                open?.rows += (element as? PGResult)?.rowCount ?? 1
                return nil
            }
            return open.take()
        }
        guard let ended else { return }
        switch outcome {
        case .success: ended.end()
        case .failure(let error): ended.span.end(error)
        }
    }

    /// The consumer wants no more. That is no error, but the statement has not ended by itself either.
    func abandon() {
        guard let ended = open.withLock({ $0.take() }) else { return }
        ended.span.span.addEvent("abandoned")
        ended.end()
    }
}
#else
/// Without tracing, nothing.
struct StreamTrace: Sendable {
    @inline(__always)
    func begin(_ query: PGQuery, on driver: ConnectionDriver, isCopy: Bool) {}
    @inline(__always)
    func note<Element>(_ outcome: Result<Element?, PGError>, on driver: ConnectionDriver) {}
    @inline(__always)
    func abandon() {}
}
#endif
