// SPDX-License-Identifier: Apache-2.0

#if HTTP
import Testing

@testable import ReplicaRoutingHTTP

@Suite("Base64 for URLs")
struct Base64URLTests {
    @Test(
        "it writes what RFC 4648, section 10, lists, without padding",
        arguments: [
            ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ]
    )
    func vectors(bytes: String, text: String) {
        #expect(Base64URL.encode(bytes.utf8) == text)
        #expect(Base64URL.decode(text.utf8) == Array(bytes.utf8))
    }

    @Test("it has - and _ in place of + and /")
    func alphabet() {
        #expect(Base64URL.encode([0xFB, 0xEF, 0xFF]) == "--__")
        #expect(Base64URL.decode("--__".utf8) == [0xFB, 0xEF, 0xFF])
    }

    @Test("bytes come back as they were, at every length")
    func roundTrip() {
        var generator = SeededGenerator(state: 4)
        for length in 0..<300 {
            let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            #expect(Base64URL.decode(Base64URL.encode(bytes).utf8) == bytes)
        }
    }

    @Test(
        "what it would not write it does not read",
        arguments: ["A", "AAAAA", "Zg==", "Zh", "Zm9", "Z", "Zm9vY", "Zm 8", "Zm+v", "Zm/v", "Zm9v\n", "Zm9ü"]
    )
    func strict(text: String) {
        #expect(Base64URL.decode(text.utf8) == nil)
    }
}
#endif
