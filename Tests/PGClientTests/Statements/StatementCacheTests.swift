// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("The statement cache")
struct StatementCacheTests {
    private func prepare(_ query: PGQuery, in cache: inout StatementCache) -> StatementName? {
        guard case .prepare(let name, _) = cache.use(query) else { return nil }
        cache.insert(query, name: name)
        return name
    }

    @Test("prepares a text once and uses its name from then on, whatever the values")
    func reuse() throws {
        var cache = StatementCache(capacity: 4)
        let name = prepare("SELECT \(1)", in: &cache)
        #expect(name != nil)
        #expect(cache.use("SELECT \(2)") == .prepared(name: try #require(name)))
    }

    @Test("takes the same text with other types for another statement")
    func types() throws {
        var cache = StatementCache(capacity: 4)
        let integers = prepare("SELECT \(1)", in: &cache)
        let doubles = prepare("SELECT \(1.5)", in: &cache)
        #expect(integers != nil && doubles != nil && integers != doubles)
        #expect(cache.use("SELECT \(7)") == .prepared(name: try #require(integers)))
    }

    @Test("takes texts that Swift takes for equal for what they are to the server")
    func bytes() throws {
        var cache = StatementCache(capacity: 4)
        let whole = prepare("SELECT '\u{e9}'", in: &cache)
        let pieces = prepare("SELECT 'e\u{301}'", in: &cache)
        #expect(whole != nil && pieces != nil && whole != pieces)
        #expect(cache.use("SELECT '\u{e9}'") == .prepared(name: try #require(whole)))
    }

    @Test("lets the statement go that was used longest ago")
    func eviction() throws {
        var cache = StatementCache(capacity: 2)
        let first = prepare("SELECT 1", in: &cache)
        let second = prepare("SELECT 2", in: &cache)
        _ = cache.use("SELECT 1")
        guard case .prepare(_, let evicted) = cache.use("SELECT 3") else {
            Issue.record("a new statement is prepared")
            return
        }
        #expect(evicted == second)
        #expect(cache.use("SELECT 1") == .prepared(name: try #require(first)))
        #expect(cache.count == 1)
    }

    @Test("knows what it has, whatever is prepared, confirmed, given up and forgotten", arguments: 0..<30)
    func schedules(_ seed: Int) throws {
        var random = SplitMix(state: UInt64(seed))
        var cache = StatementCache(capacity: 6)
        var model: [Int: (name: StatementName, isReady: Bool, lastUse: Int)] = [:]
        for step in 0..<1500 {
            let number = Int.random(in: 0..<12, using: &random)
            let query = Self.query(number, isWritten: Bool.random(using: &random))
            switch Int.random(in: 0..<20, using: &random) {
            case 0:
                if let known = model[number] {
                    cache.remove(query, named: known.name)
                    model[number] = nil
                }
            case 1:
                cache.confirm(query)
                model[number]?.isReady = true
            case 2 where step % 50 == 0:
                cache.removeAll()
                model = [:]
            default:
                switch cache.use(query) {
                case .prepared(let name):
                    #expect(model[number]?.name == name && model[number]?.isReady == true)
                    model[number]?.lastUse = step
                case .direct:
                    #expect(model[number]?.isReady == false)
                    model[number]?.lastUse = step
                case .prepare(let name, let evicted):
                    #expect(model[number] == nil)
                    let oldest = model.filter(\.value.isReady).min { $0.value.lastUse < $1.value.lastUse }
                    #expect(evicted == (model.count >= 6 ? oldest?.value.name : nil))
                    if evicted != nil, let oldest { model[oldest.key] = nil }
                    let isReady = Int.random(in: 0..<5, using: &random) > 0
                    cache.insert(query, name: name, isReady: isReady)
                    model[number] = (name, isReady, step)
                }
            }
            #expect(cache.count == model.count)
        }
    }

    /// One of twelve statements, some of one text with values of other types; by its literals, or by its text as a whole.
    private static func query(_ number: Int, isWritten: Bool) -> PGQuery {
        var query: PGQuery =
            switch number % 12 {
            case 0: "SELECT \(1)"
            case 1: "SELECT \(1.5)"
            case 2: "SELECT \("x")"
            case 3: "SELECT \(1) + 1"
            case 4: "SELECT \(1.5) + 1"
            case 5: "SELECT \("x") + 1"
            case 6: "SELECT \(1), \(2)"
            case 7: "SELECT \(1.5), \(2)"
            case 8: "SELECT \("x"), \(2)"
            case 9: "SELECT 1"
            case 10: "SELECT 2"
            default: "SELECT \(1) - 1"
            }
        if isWritten { query.sql = query.sql + "" }
        return query
    }

    @Test("of size 0 prepares nothing")
    func off() {
        var cache = StatementCache(capacity: 0)
        #expect(cache.use("SELECT 1") == .direct)
        #expect(cache.use("SELECT 1") == .direct)
    }
}

@Suite("The name of a prepared statement")
struct StatementNameTests {
    @Test("is the same for C as for Swift", arguments: [0, 1, 9, 10, 1234567890, UInt64.max])
    func names(_ number: UInt64) {
        let name = StatementName(number: number)
        #expect(name.description == "s\(number)")
        #expect(name.withCString { $0.map { String(cString: $0) } } == name.description)
    }
}

@Suite("A statement on its way")
struct StatementExchangeTests {
    private let query: PGQuery = "SELECT \(1)"

    private func error(_ sqlState: SQLState) -> PGError { PGError(.server, "no", sqlState: sqlState) }

    private var stale: PGError {
        var error = error(.featureNotSupported)
        error.isOfStalePlan = true
        return error
    }

    private func missing(_ number: Int) -> PGError {
        PGError(.server, "prepared statement \"s\(number)\" does not exist", sqlState: .invalidStatementName)
    }

    @Test("is prepared and run the first time, and only run after that")
    func twoSteps() {
        var cache = StatementCache(capacity: 4)
        var exchange = StatementExchange()
        #expect(exchange.begin(query, &cache) == .prepare(name: .init(number: 1)))
        #expect(end(&exchange, nil, &cache) == .execute(name: .init(number: 1)))
        #expect(end(&exchange, nil, &cache) == .finish)
        #expect(exchange.begin(query, &cache) == .execute(name: .init(number: 1)))
        #expect(end(&exchange, nil, &cache) == .finish)
    }

    @Test("is not kept when it cannot be prepared")
    func prepareFails() {
        var cache = StatementCache(capacity: 4)
        var exchange = StatementExchange()
        _ = exchange.begin(query, &cache)
        #expect(end(&exchange, error("42P01"), &cache) == .finish)
        #expect(exchange.begin(query, &cache) == .prepare(name: .init(number: 2)))
    }

    @Test("makes room before it is prepared when the cache is full")
    func evicts() {
        var cache = StatementCache(capacity: 1)
        var exchange = StatementExchange()
        _ = exchange.begin("SELECT 0", &cache)
        _ = exchange.stepEnded("SELECT 0", failure: nil, isOutsideTransaction: true, &cache)
        #expect(exchange.begin(query, &cache) == .deallocate(name: .init(number: 1)))
        #expect(end(&exchange, nil, &cache) == .prepare(name: .init(number: 2)))
    }

    @Test("is repaired once when its plan went stale or its name is gone", arguments: [true, false])
    func repair(isStale: Bool) {
        var cache = StatementCache(capacity: 4)
        var exchange = StatementExchange()
        _ = exchange.begin(query, &cache)
        _ = end(&exchange, nil, &cache)
        if isStale {
            #expect(end(&exchange, stale, &cache) == .deallocate(name: .init(number: 1)))
            #expect(end(&exchange, nil, &cache) == .prepare(name: .init(number: 2)))
        } else {
            #expect(end(&exchange, missing(1), &cache) == .prepare(name: .init(number: 2)))
        }
        #expect(end(&exchange, nil, &cache) == .execute(name: .init(number: 2)))
        #expect(end(&exchange, isStale ? stale : missing(2), &cache) == .finish)
    }

    @Test("is not repaired inside of a transaction, which has failed with it, but prepared anew the next time")
    func noRepairInTransaction() {
        var cache = StatementCache(capacity: 4)
        var exchange = StatementExchange()
        _ = exchange.begin(query, &cache)
        _ = end(&exchange, nil, &cache)
        let step = exchange.stepEnded(
            query,
            failure: stale,
            isOutsideTransaction: false,
            &cache
        )
        #expect(step == .finish)
        #expect(exchange.begin(query, &cache) == .prepare(name: .init(number: 2)))
    }

    @Test(
        "is not run again for any other error",
        arguments: [SQLState(rawValue: "23505"), .featureNotSupported, .invalidStatementName]
    )
    func otherErrors(_ sqlState: SQLState) {
        var cache = StatementCache(capacity: 4)
        var exchange = StatementExchange()
        _ = exchange.begin(query, &cache)
        _ = end(&exchange, nil, &cache)
        #expect(end(&exchange, error(sqlState), &cache) == .finish)
        #expect(exchange.begin(query, &cache) == .execute(name: .init(number: 1)))
    }

    private func end(
        _ exchange: inout StatementExchange,
        _ failure: PGError?,
        _ cache: inout StatementCache
    ) -> StatementExchange.Step {
        exchange.stepEnded(query, failure: failure, isOutsideTransaction: true, &cache)
    }
}
