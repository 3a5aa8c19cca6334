// SPDX-License-Identifier: Apache-2.0

#if Hummingbird
import HTTPTypes
import Hummingbird
import Synchronization
import Testing

/// Values of users, who say in a header field who they are, and what has happened.
final class MemoryStore: Sendable {
    struct Broken: Error {}

    static var user: HTTPField.Name {
        get throws { try #require(HTTPField.Name("X-User")) }
    }

    let isBroken = Atomic(false)
    private let state = Mutex<(values: [String: String], events: [String])>(([:], []))

    var events: [String] { state.withLock { $0.events } }

    func note(_ event: String) { state.withLock { $0.events.append(event) } }

    func value(for request: Request) throws -> String? {
        if isBroken.load(ordering: .relaxed) { throw Broken() }
        guard let user = request.headers[try Self.user] else { return nil }
        return state.withLock { $0.values[user] }
    }

    func set(_ value: String, for request: Request) throws {
        if isBroken.load(ordering: .relaxed) { throw Broken() }
        guard let user = request.headers[try Self.user] else { return }
        state.withLock { $0.values[user] = value }
        note("stored")
    }
}
#endif
