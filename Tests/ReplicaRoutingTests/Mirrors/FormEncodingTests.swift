// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ReplicaRouting

@Suite("Form encoding")
struct FormEncodingTests {
    @Test("letters, digits and *-._ stay, a space is a plus, the rest is percent-encoded in capitals")
    func ascii() {
        let all = String(decoding: (0x20...0x7E).map { UInt8($0) }, as: UTF8.self)
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        #expect(
            FormEncoding.encode(all) == "+%21%22%23%24%25%26%27%28%29*%2B%2C-.%2F0123456789%3A%3B%3C%3D%3E%3F%40"
                + letters + "%5B%5C%5D%5E_%60" + letters.lowercased() + "%7B%7C%7D%7E"
        )
    }

    @Test("other text is encoded by its UTF-8 bytes, control characters too")
    func unicode() {
        #expect(FormEncoding.encode("Zürich\n🪰") == "Z%C3%BCrich%0A%F0%9F%AA%B0")
        #expect(FormEncoding.encode("\0\u{7F}") == "%00%7F")
        #expect(FormEncoding.encode("") == "")
    }

    @Test("what is encoded decodes to the same bytes")
    func roundTrip() throws {
        var generator = RoutingGenerator(seed: 7)
        for _ in 0..<200 {
            let scalars = (0..<20).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &generator))
            }
            let text = String(String.UnicodeScalarView(scalars))
            let encoded = FormEncoding.encode(text)
            #expect(encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "&") })
            #expect(Self.decode(encoded) == Array(text.utf8))
        }
    }

    @Test("pairs follow what a URL's query holds already, in front of its fragment")
    func appending() {
        let pairs = [(name: "a b", value: "1&2"), (name: "c", value: "")]
        let query = "a+b=1%262&c="
        #expect(FormEncoding.append(pairs, to: "http://h/p") == "http://h/p?" + query)
        #expect(FormEncoding.append(pairs, to: "http://h/p?") == "http://h/p?" + query)
        #expect(FormEncoding.append(pairs, to: "http://h/p?k=v") == "http://h/p?k=v&" + query)
        #expect(FormEncoding.append(pairs, to: "http://h/p?k=v&") == "http://h/p?k=v&" + query)
        #expect(FormEncoding.append(pairs, to: "http://h/p#top?") == "http://h/p?" + query + "#top?")
        #expect(FormEncoding.append([], to: "http://h/p") == "http://h/p")
    }

    private static func decode(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return bytes
    }
}
