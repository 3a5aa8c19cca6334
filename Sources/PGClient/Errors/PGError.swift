// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// What went wrong while talking to one PostgreSQL server.
///
/// ``code`` says what kind of failure it is and is what a program should look at; ``message`` says in a
/// sentence what was wrong. No message ever holds a password.
public struct PGError: Error, Sendable, CustomStringConvertible {
    /// Behind one pointer: an error is rarely there, and every path that might bring one carries its size.
    private final class Storage: Sendable {
        let contents: Contents

        init(_ contents: Contents) { self.contents = contents }
    }

    private struct Contents: Sendable {
        var code: Code
        var message: String
        var sqlState: SQLState?
        var server: String?
        var detail: String?
        var underlying: (any Error)?
        var isOfStalePlan = false
    }

    private var storage: Storage

    /// The kind of failure.
    public var code: Code {
        get { storage.contents.code }
        set { change { $0.code = newValue } }
    }

    /// What was wrong and, where there is something to choose, what is valid.
    public var message: String {
        get { storage.contents.message }
        set { change { $0.message = newValue } }
    }

    /// The server's error code, where the server sent one.
    public var sqlState: SQLState? {
        get { storage.contents.sqlState }
        set { change { $0.sqlState = newValue } }
    }

    /// The server the failure came from: the label of its configuration, else `host:port`.
    public var server: String? {
        get { storage.contents.server }
        set { change { $0.server = newValue } }
    }

    /// The server's `DETAIL` and `HINT`, where it sent them.
    public var detail: String? {
        get { storage.contents.detail }
        set { change { $0.detail = newValue } }
    }

    /// The failure behind this one: the connect error behind a pool's answer, for example.
    public var underlying: (any Error)? {
        get { storage.contents.underlying }
        set { change { $0.underlying = newValue } }
    }

    /// Whether the server did not begin with a prepared statement because its plan no longer fits the tables.
    var isOfStalePlan: Bool {
        get { storage.contents.isOfStalePlan }
        set { change { $0.isOfStalePlan = newValue } }
    }

    /// Makes an error.
    public init(
        _ code: Code,
        _ message: String,
        sqlState: SQLState? = nil,
        server: String? = nil,
        detail: String? = nil,
        underlying: (any Error)? = nil
    ) {
        storage = Storage(
            Contents(
                code: code,
                message: message,
                sqlState: sqlState,
                server: server,
                detail: detail,
                underlying: underlying
            )
        )
    }

    private mutating func change(_ body: (inout Contents) -> Void) {
        var contents = storage.contents
        body(&contents)
        storage = Storage(contents)
    }

    /// One line: the server, the code, the SQLSTATE and the message.
    public var description: String {
        var text = ""
        if let server { text += "\(server): " }
        text += "\(code)"
        if let sqlState { text += " (SQLSTATE \(sqlState))" }
        text += ": \(message)"
        if let detail { text += " [\(detail)]" }
        return text
    }

    static func system(_ what: String, errno code: Int32) -> PGError {
        PGError(.system, "\(what): \(String(cString: strerror(code)))")
    }

    func from(_ server: String) -> PGError {
        var error = self
        if error.server == nil { error.server = server }
        return error
    }
}
