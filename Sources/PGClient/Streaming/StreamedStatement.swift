// SPDX-License-Identifier: Apache-2.0

/// A statement whose answer is consumed piece by piece. When nobody holds it any more, the statement is given up.
final class StreamedStatement<Element: Sendable>: Sendable {
    private let driver: ConnectionDriver
    private let lease: ConnectionDriver.LeaseID
    private let query: PGQuery
    private let id: ConnectionDriver.StatementID
    private let buffer: StreamBuffer<Element>
    private let receiver: @Sendable (StreamBuffer<Element>) -> ConnectionDriver.Receiver
    private let hasStarted = OnceFlag()
    private let trace = StreamTrace()

    init(
        _ connection: PGConnection,
        _ query: PGQuery,
        bufferSize: Int,
        grain: Int = 1,
        receiver: @escaping @Sendable (StreamBuffer<Element>) -> ConnectionDriver.Receiver
    ) {
        driver = connection.driver
        lease = connection.lease
        self.query = query
        self.receiver = receiver
        id = driver.newID()
        buffer = StreamBuffer(capacity: bufferSize, grain: grain)
    }

    func next() async throws(PGError) -> Element? {
        if hasStarted.set() {
            trace.begin(query, on: driver, isCopy: Element.self != PGResult.self)
            let statement = PendingStatement(query, receiver: receiver(buffer))
            driver.submit(statement, id, lease: lease, unless: Task.isCancelled)
        }
        let driver = driver
        let id = id
        let outcome: Result<Element?, PGError> = await withTaskCancellationHandler {
            do throws(PGError) {
                return .success(try await buffer.next { driver.resumeReading(of: id) })
            } catch {
                return .failure(error)
            }
        } onCancel: {
            driver.abandon(id, PGError(.cancelled, "the task was cancelled while its statement ran"))
        }
        trace.note(outcome, on: driver)
        return try outcome.get()
    }

    deinit {
        trace.abandon()
        buffer.discard()
        driver.abandon(id, PGError(.cancelled, "the rest of the answer was not wanted"))
    }
}
