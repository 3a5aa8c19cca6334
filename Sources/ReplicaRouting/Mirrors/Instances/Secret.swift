// SPDX-License-Identifier: Apache-2.0

/// A text that is sent to a server and never shown: an API key, a password.
public struct Secret: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible,
    CustomDebugStringConvertible, CustomReflectable
{
    /// The text itself. Put it into requests only.
    public let value: String

    /// Hides a text.
    public init(_ value: String) {
        self.value = value
    }

    /// Hides a literal.
    public init(stringLiteral value: String) {
        self.init(value)
    }

    /// Says that there is a secret, and not which.
    public var description: String { "<hidden>" }

    /// Says that there is a secret, and not which.
    public var debugDescription: String { description }

    /// Shows nothing of the secret to `dump` and to string interpolation of what holds it.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
