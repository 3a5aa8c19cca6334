// SPDX-License-Identifier: Apache-2.0

#if HTTP
import ReplicaRouting
import ReplicaRoutingHTTP
import Testing

@Suite("The keys of pin markers")
struct PinKeyTests {
    private let secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldCE="
    private let marker = PinMarker(cluster: "orders", expiry: noon + 5_000)

    private func rejection(_ keys: [[UInt8]]) -> PinError? {
        #expect(throws: PinError.self) { try PinSigner(keys: keys) }
    }

    private func rejection(_ keys: [String]) -> PinError? {
        #expect(throws: PinError.self) { try PinSigner(base64Keys: keys) }
    }

    @Test("a key has 32 bytes or more")
    func length() throws {
        let long = [UInt8](repeating: 1, count: 32)
        let error = try #require(rejection([long, [UInt8](repeating: 2, count: 31)]))
        #expect(error.code == .invalidKeys)
        #expect(error.message == "key 2 has 31 bytes: valid are 32 or more")
        _ = try PinSigner(keys: [long, [UInt8](repeating: 2, count: 500)])
    }

    @Test("there is at least one, and each once")
    func number() throws {
        let none = rejection([[UInt8]]())?.message
        #expect(none == "there is no key: at least one is needed, of 32 random bytes or more")
        let key = [UInt8](repeating: 1, count: 32)
        #expect(
            rejection([key, [UInt8](repeating: 2, count: 32), key])?.message
                == "key 3 is key 1 again: each may stand there once"
        )
    }

    @Test("keys in base64 are the keys that they stand for, white space aside")
    func base64() throws {
        let zeros = String(repeating: "A", count: 43) + "="
        let signer = try PinSigner(base64Keys: [" \(zeros)\n"])
        #expect(signer.sign(marker) == (try PinSigner.of(0)).sign(marker))
    }

    @Test("what is not base64, or too short, is an error that says which key and does not show it")
    func notBase64() throws {
        let twisted = String(secret.dropLast(3)) + "?"
        let short = String(secret.prefix(20))
        for (bad, reason) in [(twisted, "is not base64"), (short, "has 15 bytes"), ("", "has 0 bytes")] {
            let error = try #require(rejection([secret, bad]))
            #expect(error.code == .invalidKeys)
            #expect(error.message.hasPrefix("key 2 \(reason)"))
            if !bad.isEmpty { #expect(!"\(error)".contains(bad.prefix(8))) }
        }
    }

    @Test("ephemeral keys differ")
    func ephemeral() {
        let (one, other) = (PinSigner.ephemeral(), PinSigner.ephemeral())
        #expect(one.verdict(on: one.sign(marker), cluster: "orders", at: noon) == .pinned(for: .seconds(5)))
        #expect(other.verdict(on: one.sign(marker), cluster: "orders", at: noon) == .malformed)
    }

    @Test("no description and no dump shows a key")
    func redaction() throws {
        let bytes = Array("secret-secret-secret-secret-secret!".utf8)
        let signer = try PinSigner(keys: [bytes])
        let cookie = try PinCookie(cluster: "orders", signer: signer)
        let session = try PinSession(cluster: "orders", signer: signer)
        var text = "\(signer)" + String(reflecting: signer)
        for value: Any in [signer, cookie, session] {
            dump(value, to: &text)
            text += "\(value)" + String(reflecting: value)
        }
        #expect("\(signer)" == "PinSigner(keys: 1)")
        for hint in ["secret", "115, 101, 99", "73656372", "c2VjcmV0", "SymmetricKey"] {
            #expect(!text.contains(hint), "\(hint)")
        }
    }
}
#endif
