// SPDX-License-Identifier: Apache-2.0

#if HTTP
#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension PinSigner {
    /// Makes a signer of keys as `openssl rand -base64 32` prints them. White space is ignored.
    ///
    /// - Throws: ``PinError`` as ``init(keys:)``, and where a key is not base64.
    public init(base64Keys: some Sequence<String>) throws(PinError) {
        var keys: [[UInt8]] = []
        for (index, text) in base64Keys.enumerated() {
            guard let bytes = Data(base64Encoded: text.filter { !$0.isWhitespace }) else {
                throw PinError(
                    .invalidKeys,
                    "key \(index + 1) is not base64: valid is what openssl rand -base64 32 prints",
                )
            }
            keys.append(Array(bytes))
        }
        try self.init(keys: keys)
    }

    /// A signer with a random key that nobody else has: fit for a single server, whose restart ends all pins, and for
    /// tests.
    public static func ephemeral() -> PinSigner {
        var generator = SystemRandomNumberGenerator()
        return PinSigner(randomKey: (0..<SigningKey.minimumLength).map { _ in generator.next() })
    }
}
#endif
