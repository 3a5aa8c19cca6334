// SPDX-License-Identifier: Apache-2.0

internal import DequeModule
internal import Synchronization

/// What lies between a connection that receives and a task that consumes: a buffer of bounded size.
///
/// The connection stops reading when the buffer is full, so the server, through TCP, stops sending; it goes on when the
/// consumer has emptied half of it.
final class StreamBuffer<Element: Sendable>: Sendable {
    typealias Answer = Result<Element?, PGError>
    typealias Waiter = CheckedContinuation<Answer, Never>

    private struct State: Sendable {
        var elements: Deque<Element> = []
        var waiter: Waiter?
        /// What a consumer gets behind the last element.
        var end: Answer?
        var isPaused = false
    }

    /// What an element brings about once the connection's lock is open again.
    struct Push: Sendable {
        var wake: (@Sendable () -> Void)?
        var pauses = false
    }

    private let capacity: Int
    /// How many parts an element should have: rows of a result, where libpq can bundle them.
    let grain: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - capacity: How many parts it holds at most.
    ///   - grain: How many parts an element may have at most. A quarter of the capacity is the limit, so that the connection
    ///     can read while the consumer works.
    init(capacity: Int, grain: Int = 1) {
        self.grain = max(1, min(grain, capacity / 4))
        self.capacity = max(1, capacity / self.grain)
    }

    func push(_ element: Element) -> Push {
        state.withLock { state in
            if let waiter = state.waiter.take() {
                return Push(wake: { waiter.resume(returning: .success(element)) })
            }
            state.elements.append(element)
            guard state.elements.count >= capacity, !state.isPaused else { return Push() }
            state.isPaused = true
            return Push(pauses: true)
        }
    }

    /// Ends the stream behind what the buffer holds; the first end counts. To be called while no lock is held.
    func finish(_ error: PGError?) {
        let end: Answer = if let error { .failure(error) } else { .success(nil) }
        let waiter = state.withLock { state -> Waiter? in
            guard state.end == nil else { return nil }
            state.end = end
            return state.waiter.take()
        }
        waiter?.resume(returning: end)
    }

    /// Drops what nobody will take any more.
    func discard() {
        state.withLock { $0.elements = [] }
    }

    /// The next element; `nil` at the end.
    ///
    /// - Parameter resume: Called where the connection may read on.
    func next(_ resume: () -> Void) async throws(PGError) -> Element? {
        let answer: Answer = await withCheckedContinuation { waiter in
            let (answer, resumes) = take(or: waiter)
            if resumes { resume() }
            if let answer { waiter.resume(returning: answer) }
        }
        return try answer.get()
    }

    /// - Returns: The answer, if there is one already, and whether the connection may read on.
    private func take(or waiter: Waiter) -> (Answer?, resumes: Bool) {
        state.withLock { state in
            guard let element = state.elements.popFirst() else {
                if state.end == nil { state.waiter = waiter }
                return (state.end, false)
            }
            let resumes = state.isPaused && state.elements.count <= capacity / 2
            if resumes { state.isPaused = false }
            return (.success(element), resumes)
        }
    }
}
