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
    /// The kind of failure.
    public var code: Code

    /// What was wrong and, where there is something to choose, what is valid.
    public var message: String

    /// The server's error code, where the server sent one.
    public var sqlState: SQLState?

    /// The server the failure came from: the label of its configuration, else `host:port`.
    public var server: String?

    /// The server's `DETAIL` and `HINT`, where it sent them.
    public var detail: String?

    /// The failure behind this one: the connect error behind a pool's answer, for example.
    public var underlying: (any Error)?

    /// Makes an error.
    public init(
        _ code: Code,
        _ message: String,
        sqlState: SQLState? = nil,
        server: String? = nil,
        detail: String? = nil,
        underlying: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.sqlState = sqlState
        self.server = server
        self.detail = detail
        self.underlying = underlying
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
