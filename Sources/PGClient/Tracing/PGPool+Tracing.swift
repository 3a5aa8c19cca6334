// SPDX-License-Identifier: Apache-2.0

#if Tracing
internal import Tracing
#endif

extension PGPool {
    /// Waits for a connection because none is idle, in a span where the configuration asks for spans.
    @inline(__always)
    func wait(
        until deadline: MonotonicInstant,
        _ now: MonotonicInstant
    ) async throws(PGError) -> ConnectionDriver {
        #if Tracing
        if let tracing = configuration.serverTracing { return try await wait(until: deadline, now, tracing) }
        #endif
        return try await waitInQueue(until: deadline, now)
    }

    /// Checks a connection that has long been idle, in a span where the configuration asks for spans.
    @inline(__always)
    func check(
        _ driver: ConnectionDriver,
        idleSince: MonotonicInstant,
        until deadline: MonotonicInstant,
        _ now: MonotonicInstant
    ) async throws(PGError) -> Bool {
        #if Tracing
        if let tracing = configuration.serverTracing {
            return try await check(driver, idleSince, deadline, now, tracing)
        }
        #endif
        return try await checkAnswer(driver, idleSince: idleSince, until: deadline, now)
    }

    #if Tracing
    private func wait(
        until deadline: MonotonicInstant,
        _ now: MonotonicInstant,
        _ tracing: ServerTracing
    ) async throws(PGError) -> ConnectionDriver {
        let span = startSpan("wait for connection", tracing)
        defer { span.end() }
        // The attempt to connect that the wait brings about becomes a child.
        let outcome: Result<ConnectionDriver, PGError> = await ServiceContext.withValue(span.context) {
            do throws(PGError) {
                return .success(try await waitInQueue(until: deadline, now))
            } catch {
                return .failure(error)
            }
        }
        if case .failure(let error) = outcome { span.recordFailure(error) }
        return try outcome.get()
    }

    private func check(
        _ driver: ConnectionDriver,
        _ idleSince: MonotonicInstant,
        _ deadline: MonotonicInstant,
        _ now: MonotonicInstant,
        _ tracing: ServerTracing
    ) async throws(PGError) -> Bool {
        let span = startSpan("check connection", tracing)
        defer { span.end() }
        do {
            let isAlive = try await checkAnswer(driver, idleSince: idleSince, until: deadline, now)
            // The caller gets another one, so it is no error.
            if !isAlive { span.addEvent("no answer") }
            return isAlive
        } catch {
            span.recordFailure(error)
            throw error
        }
    }

    private func startSpan(_ name: String, _ tracing: ServerTracing) -> any Span {
        let span = tracing.start(name, ofKind: .internal)
        if span.isRecording {
            span.updateAttributes { $0["db.client.connection.pool.name"] = configuration.poolName }
        }
        return span
    }
    #endif
}
