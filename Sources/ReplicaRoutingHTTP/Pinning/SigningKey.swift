// SPDX-License-Identifier: Apache-2.0

#if HTTP
import Crypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A key and its public name.
struct SigningKey: Sendable {
    static let minimumLength = 32

    /// 8 characters of base64url. They are made of the key, so all servers that have it call it the same, and tell
    /// nothing about it that a signature does not.
    let id: String
    private let secret: SymmetricKey

    init(_ bytes: [UInt8]) {
        secret = SymmetricKey(data: bytes)
        // No payload reads like this, so the name is part of no signature.
        let name = HMAC<SHA256>.authenticationCode(for: Array("key id".utf8), using: secret)
        id = Base64URL.encode(name.prefix(6))
    }

    func signature(of payload: [UInt8]) -> String {
        Base64URL.encode(HMAC<SHA256>.authenticationCode(for: payload, using: secret))
    }

    /// Compares in a time that does not depend on where the two differ.
    func isValid(_ signature: [UInt8], of payload: [UInt8]) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: payload, using: secret)
    }
}
#endif
