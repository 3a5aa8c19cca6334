// SPDX-License-Identifier: Apache-2.0

/// The prepared statements of one connection: which texts are prepared, under which names, and which one goes when
/// there are too many. Pure; whoever drives the connection prepares and deallocates.
///
/// A statement is known by its text and the types of its parameters: the same text with other types is another one.
struct StatementCache: Sendable {
    private struct Key: Hashable, Sendable {
        let text: ExactText
        let types: [UInt32]

        init(_ query: borrowing PGQuery) {
            text = ExactText(query.sql)
            types = query.parameters.types
        }
    }

    private struct Entry: Sendable {
        let key: Key
        let name: StatementName
        var lastUse: UInt64
        /// Whether the server is known to have it.
        var isReady: Bool
    }

    /// How to run a statement.
    enum Use: Equatable, Sendable {
        case prepared(name: StatementName)
        /// Prepare it under this name first, and deallocate the other one to make room for it.
        case prepare(name: StatementName, evicting: StatementName?)
        /// The cache is off, or the answer to its preparation is still on the way.
        case direct
    }

    let capacity: Int
    private var entries: [Entry] = []
    private var positions: [Key: Int] = [:]
    private var hints = StatementHints()
    private var uses: UInt64 = 0
    private var names: UInt64 = 0

    var count: Int { entries.count }

    /// - Parameter capacity: How many statements are kept; 0 turns the cache off.
    init(capacity: Int) {
        self.capacity = capacity
    }

    mutating func use(_ query: borrowing PGQuery) -> Use {
        guard capacity > 0 else { return .direct }
        uses += 1
        if let position = find(query) {
            entries[position].lastUse = uses
            return entries[position].isReady ? .prepared(name: entries[position].name) : .direct
        }
        names += 1
        let evicted = count >= capacity ? removeLeastRecentlyUsed() : nil
        return .prepare(name: StatementName(number: names), evicting: evicted)
    }

    /// Takes a statement in.
    ///
    /// - Parameter isReady: Whether the server has prepared it; otherwise ``confirm(_:)`` or ``remove(_:)`` follows.
    mutating func insert(_ query: borrowing PGQuery, name: StatementName, isReady: Bool = true) {
        let key = Key(query)
        if let known = positions[key] { remove(at: known) }
        positions[key] = entries.count
        entries.append(Entry(key: key, name: name, lastUse: uses, isReady: isReady))
    }

    /// The server has prepared the statement.
    mutating func confirm(_ query: borrowing PGQuery) {
        if let position = positions[Key(query)] { entries[position].isReady = true }
    }

    /// The server does not have the statement any more, or its plan is of no use.
    ///
    /// - Parameter name: Only where it is known under this name; it may have been prepared anew in the meantime.
    mutating func remove(_ query: borrowing PGQuery, named name: StatementName) {
        guard let position = positions[Key(query)], entries[position].name == name else { return }
        remove(at: position)
    }

    /// The server has none of the statements any more.
    mutating func removeAll() {
        entries = []
        positions = [:]
        hints.removeAll()
    }

    /// Each statement comes by here, so one whose place is remembered is compared with what is there, and neither copied
    /// nor hashed.
    private mutating func find(_ query: borrowing PGQuery) -> Int? {
        let hint = query.text.hint
        if let position = hints[hint] {
            let isIt =
                query.parameters.areOfTypes(entries[position].key.types)
                && query.text.isEqual(to: entries[position].key.text)
            if isIt { return position }
        }
        guard let position = positions[Key(query)] else { return nil }
        hints[hint] = position
        return position
    }

    /// A scan: it happens only when a new statement is prepared, which costs a round trip.
    private mutating func removeLeastRecentlyUsed() -> StatementName? {
        let oldest = entries.indices.filter { entries[$0].isReady }.min { entries[$0].lastUse < entries[$1].lastUse }
        guard let oldest else { return nil }
        let name = entries[oldest].name
        remove(at: oldest)
        return name
    }

    /// Another entry may take the place of the removed one.
    private mutating func remove(at position: Int) {
        positions[entries[position].key] = nil
        let last = entries.removeLast()
        if position < entries.count {
            entries[position] = last
            positions[last.key] = position
        }
        hints.removeAll()
    }
}
