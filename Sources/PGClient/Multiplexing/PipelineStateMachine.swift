// SPDX-License-Identifier: Apache-2.0

internal import DequeModule

/// The statements under way on one connection in pipeline mode, in the order in which the server answers them. Pure.
///
/// Each statement is followed by a synchronisation point of its own, so an error ends with it and the next statement
/// begins afresh. A statement that nobody waits for any more stays in its place, and its answer is dropped: to cancel it
/// on the server could hit its neighbour.
struct PipelineStateMachine: Sendable {
    /// One statement on the wire.
    struct Entry: Sendable {
        /// `nil` for housekeeping.
        let statement: MultiplexedStatement?
        /// The name of its plan; `nil` where nothing is prepared.
        let name: StatementName?
        /// Whether the statement is prepared on the way.
        let prepares: Bool
    }

    private var entries: Deque<Entry> = []
    private(set) var isClosed = false

    var isEmpty: Bool { entries.isEmpty }

    mutating func sent(_ entry: Entry) {
        entries.append(entry)
    }

    /// The synchronisation point behind the head has been reached.
    mutating func synchronised() -> Entry? {
        entries.popFirst()
    }

    /// - Returns: Whether it was open until now.
    mutating func close() -> Bool {
        defer {
            isClosed = true
            entries = []
        }
        return !isClosed
    }
}
