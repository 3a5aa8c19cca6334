// SPDX-License-Identifier: Apache-2.0

#if HTTP
public import ReplicaRouting

/// Signs pin markers, so that a client can neither make one nor change one.
///
/// For example, with keys made by `openssl rand -base64 32`:
///
/// ```swift
/// let signer = try PinSigner(base64Keys: ["w1Sd...", "kX0f..."])
/// ```
///
/// The first key signs, all verify. To change keys, put the new one second on every server, then first, and take the
/// old one away once the longest pin is over.
///
/// A signed marker is `KEY.PAYLOAD.SIGNATURE`: the name of the key, ``PinMarker/payload`` and its HMAC-SHA256
/// (RFC 2104, FIPS 180-4), each in base64url (RFC 4648, section 5) without padding. It is not encrypted, and whoever
/// has it may send it again until it expires.
///
/// Neither its description nor a dump of it shows a key.
public struct PinSigner: Sendable {
    /// The longest signed marker that is looked at, in bytes.
    static let maximumLength = 512

    private let signingKey: SigningKey
    private let keys: [SigningKey]

    /// Makes a signer.
    ///
    /// - Parameter keys: The keys, each of 32 random bytes or more. The first signs.
    /// - Throws: ``PinError`` with the code ``PinError/Code/invalidKeys`` when there is none, one is too short, or
    ///   one stands there twice.
    public init(keys: some Sequence<[UInt8]>) throws(PinError) {
        var signing: [SigningKey] = []
        for (index, bytes) in keys.enumerated() {
            guard bytes.count >= SigningKey.minimumLength else {
                throw PinError(
                    .invalidKeys,
                    "key \(index + 1) has \(bytes.count) bytes: valid are \(SigningKey.minimumLength) or more",
                )
            }
            let key = SigningKey(bytes)
            if let twin = signing.firstIndex(where: { $0.id == key.id }) {
                throw PinError(.invalidKeys, "key \(index + 1) is key \(twin + 1) again: each may stand there once")
            }
            signing.append(key)
        }
        guard let first = signing.first else {
            throw PinError(.invalidKeys, "there is no key: at least one is needed, of 32 random bytes or more")
        }
        signingKey = first
        self.keys = signing
    }

    /// Makes a signer of a key that is long enough.
    init(randomKey: [UInt8]) {
        signingKey = SigningKey(randomKey)
        keys = [signingKey]
    }

    /// Signs a marker with the first key.
    public func sign(_ marker: PinMarker) -> String {
        let payload = marker.payload
        return "\(signingKey.id).\(Base64URL.encode(payload)).\(signingKey.signature(of: payload))"
    }

    /// Judges what came as a signed marker. It is ``PinMarker/Verdict/malformed`` unless one of the keys has signed it.
    ///
    /// - Parameters:
    ///   - text: What came, of any length and content.
    ///   - cluster: The name of the cluster to be read from.
    ///   - milliseconds: The time, in milliseconds since 1970 (UTC).
    ///   - policy: How long a marker may pin.
    public func verdict(
        on text: some StringProtocol,
        cluster: String,
        at milliseconds: Int64,
        policy: PinPolicy = PinPolicy()
    ) -> PinMarker.Verdict {
        guard let payload = payload(of: text) else { return .malformed }
        return PinMarker.verdict(on: payload, cluster: cluster, at: milliseconds, policy: policy)
    }

    /// The payload, once its signature is found to be right.
    private func payload(of text: some StringProtocol) -> [UInt8]? {
        guard text.utf8.count <= Self.maximumLength else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard
            parts.count == 3,
            let key = keys.first(where: { $0.id.utf8.elementsEqual(parts[0]) }),
            let payload = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2]),
            key.isValid(signature, of: payload)
        else { return nil }
        return payload
    }
}

extension PinSigner: CustomStringConvertible, CustomReflectable {
    /// How many keys there are.
    public var description: String { "PinSigner(keys: \(keys.count))" }

    /// How many keys there are.
    public var customMirror: Mirror { Mirror(self, children: ["keys": keys.count]) }
}
#endif
