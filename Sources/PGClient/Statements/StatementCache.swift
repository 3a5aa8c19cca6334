// SPDX-License-Identifier: Apache-2.0

/// The prepared statements of one connection: which texts are prepared, under which names, and which one goes when
/// there are too many. Pure; whoever drives the connection prepares and deallocates.
///
/// A statement is known by its text and the types of its parameters: the same text with other types is another one.
struct StatementCache: Sendable {
    private struct Entry: Sendable {
        let types: [UInt32]
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
    private var entries: [ExactText: [Entry]] = [:]
    /// Where the text is that was used last: often it is the next one too, and then it is not hashed. `nil` after each change
    /// of the table, which may move it.
    private var latest: Dictionary<ExactText, [Entry]>.Index?
    private(set) var count = 0
    private var uses: UInt64 = 0
    private var names: UInt64 = 0

    /// - Parameter capacity: How many statements are kept; 0 turns the cache off.
    init(capacity: Int) {
        self.capacity = capacity
    }

    mutating func use(_ query: borrowing PGQuery) -> Use {
        guard capacity > 0 else { return .direct }
        uses += 1
        if let use = touch(query) { return use }
        names += 1
        let evicted = count >= capacity ? removeLeastRecentlyUsed() : nil
        return .prepare(name: StatementName(number: names), evicting: evicted)
    }

    /// Takes a statement in.
    ///
    /// - Parameter isReady: Whether the server has prepared it; otherwise ``confirm(_:)`` or ``remove(_:)`` follows.
    mutating func insert(_ query: borrowing PGQuery, name: StatementName, isReady: Bool = true) {
        entries[ExactText(query.sql), default: []].append(
            Entry(types: query.parameters.types, name: name, lastUse: uses, isReady: isReady)
        )
        count += 1
        latest = nil
    }

    /// The server has prepared the statement.
    mutating func confirm(_ query: borrowing PGQuery) {
        let text = ExactText(query.sql)
        guard let index = index(text, query.parameters) else { return }
        entries[text]?[index].isReady = true
    }

    /// The server does not have the statement any more, or its plan is of no use.
    ///
    /// - Parameter name: Only where it is known under this name; it may have been prepared anew in the meantime.
    mutating func remove(_ query: borrowing PGQuery, named name: StatementName) {
        let text = ExactText(query.sql)
        guard let index = index(text, query.parameters), entries[text]?[index].name == name else { return }
        remove(text, at: index)
    }

    /// The server has none of the statements any more.
    mutating func removeAll() {
        entries = [:]
        count = 0
        latest = nil
    }

    /// Each statement comes by here, so the text is hashed once at most.
    private mutating func touch(_ query: borrowing PGQuery) -> Use? {
        guard let text = position(of: ExactText(query.sql)) else { return nil }
        latest = text
        let variants = entries.values[text]
        for index in variants.indices where query.parameters.areOfTypes(variants[index].types) {
            let use = variants[index].isReady ? Use.prepared(name: variants[index].name) : .direct
            entries.values[text][index].lastUse = uses
            return use
        }
        return nil
    }

    private func position(of text: ExactText) -> Dictionary<ExactText, [Entry]>.Index? {
        if let latest, entries.keys[latest] == text { return latest }
        return entries.index(forKey: text)
    }

    private func index(_ text: ExactText, _ parameters: PGParameters) -> Int? {
        entries[text]?.firstIndex { parameters.areOfTypes($0.types) }
    }

    /// A scan: it happens only when a new statement is prepared, which costs a round trip.
    private mutating func removeLeastRecentlyUsed() -> StatementName? {
        var oldest: (text: ExactText, index: Int, entry: Entry)?
        for (text, variants) in entries {
            for (index, entry) in variants.enumerated()
            where entry.isReady && entry.lastUse < (oldest?.entry.lastUse ?? .max) {
                oldest = (text, index, entry)
            }
        }
        guard let oldest else { return nil }
        remove(oldest.text, at: oldest.index)
        return oldest.entry.name
    }

    private mutating func remove(_ text: ExactText, at index: Int) {
        entries[text]?.remove(at: index)
        if entries[text]?.isEmpty == true { entries[text] = nil }
        count -= 1
        latest = nil
    }
}
