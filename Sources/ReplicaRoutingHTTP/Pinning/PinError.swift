// SPDX-License-Identifier: Apache-2.0

#if HTTP
/// A setting of a pin marker's signer, cookie or session form that cannot be.
///
/// Errors come only when these are made. What comes with a request never throws.
public struct PinError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of error it is. New codes may be added, so a `switch` over it needs a `default`.
    public let code: Code

    /// One sentence for people: what is wrong, and what would be valid. It never shows a key.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The code and the message, for logs.
    public var description: String { "\(code): \(message)" }
}

extension PinError {
    /// The kinds of ``PinError``.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name of the code, such as `invalidKeys`. It is stable: fit for logs and metrics.
        public let name: String

        private init(_ name: String) {
            self.name = name
        }

        /// The name of the code.
        public var description: String { name }

        /// There is no key, or one is too short, is not base64, or stands there twice.
        public static var invalidKeys: Code { Code("invalidKeys") }

        /// The name of the cluster is empty or too long.
        public static var invalidCluster: Code { Code("invalidCluster") }

        /// An attribute of the cookie is not valid, or two do not go together.
        public static var invalidCookie: Code { Code("invalidCookie") }
    }
}
#endif
