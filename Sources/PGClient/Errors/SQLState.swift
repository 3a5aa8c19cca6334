// SPDX-License-Identifier: Apache-2.0

/// A five-character error code of the server, as in appendix A of the PostgreSQL manual.
public struct SQLState: Sendable, Hashable, RawRepresentable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The five characters.
    public let rawValue: String

    /// Takes the characters as they are.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Takes the characters as they are.
    public init(stringLiteral value: String) {
        self.rawValue = value
    }

    /// The five characters.
    public var description: String { rawValue }

    /// The first two characters, which name the class of the error.
    public var errorClass: Substring { rawValue.prefix(2) }

    /// A feature the server lacks; also a prepared statement whose result type has changed.
    public static let featureNotSupported: SQLState = "0A000"
    /// A prepared statement that does not exist.
    public static let invalidStatementName: SQLState = "26000"
    /// A statement that writes in a read-only transaction.
    public static let readOnlyTransaction: SQLState = "25006"
    /// A wrong password.
    public static let invalidPassword: SQLState = "28P01"
    /// A database that does not exist.
    public static let invalidCatalogName: SQLState = "3D000"
    /// A transaction that cannot be serialised; on a standby also a conflict with recovery.
    public static let serializationFailure: SQLState = "40001"
    /// A deadlock; on a standby also one with recovery.
    public static let deadlockDetected: SQLState = "40P01"
    /// All connection slots of the server are taken.
    public static let tooManyConnections: SQLState = "53300"
    /// A statement cancelled by request or by its time limit.
    public static let queryCancelled: SQLState = "57014"
    /// The server is shutting down, or an administrator ended the connection.
    public static let adminShutdown: SQLState = "57P01"
    /// Another server process crashed.
    public static let crashShutdown: SQLState = "57P02"
    /// The server is starting up, shutting down or in recovery and takes no connections yet.
    public static let cannotConnectNow: SQLState = "57P03"
}
