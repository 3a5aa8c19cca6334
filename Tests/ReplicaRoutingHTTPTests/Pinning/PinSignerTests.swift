// SPDX-License-Identifier: Apache-2.0

#if HTTP
import ReplicaRouting
import ReplicaRoutingHTTP
import Testing

@Suite("Signed pin markers")
struct PinSignerTests {
    private let marker = PinMarker(cluster: "orders", expiry: noon + 5_000)

    private func verdict(_ text: String, of signer: PinSigner, at time: Int64 = noon) -> PinMarker.Verdict {
        signer.verdict(on: text, cluster: "orders", at: time)
    }

    @Test("the signature is the HMAC-SHA256 of the payload, as other programs compute it")
    func knownAnswer() throws {
        let signer = try PinSigner(keys: [Array(0..<32)])
        // Computed with Python's hmac and base64.
        let signed = "hlF0VlyE.MS4xNzMyMjAwMDA1MDAwLm9yZGVycw.S6tjULcff1iu0BN3fGQS00HjvX5bVKAP7MM1l8BDGhI"
        #expect(signer.sign(marker) == signed)
        #expect(verdict(signed, of: signer) == .pinned(for: .seconds(5)))
    }

    @Test("a signed marker pins until it expires")
    func pins() throws {
        let signer = try PinSigner.of(1)
        let signed = signer.sign(marker)
        #expect(verdict(signed, of: signer) == .pinned(for: .seconds(5)))
        #expect(verdict(signed, of: signer, at: noon + 4_999) == .pinned(for: .milliseconds(1)))
        #expect(verdict(signed, of: signer, at: noon + 5_000) == .expired)
    }

    @Test("one that is another cluster's, or pins longer than allowed, does not pin although it is signed")
    func judged() throws {
        let signer = try PinSigner.of(1)
        #expect(verdict(signer.sign(PinMarker(cluster: "Orders", expiry: noon + 1)), of: signer) == .foreign)
        #expect(verdict(signer.sign(PinMarker(cluster: "orders", expiry: noon + 60_001)), of: signer) == .tooFarAhead)
        #expect(verdict(signer.sign(PinMarker(cluster: "orders", expiry: .max)), of: signer) == .tooFarAhead)
        #expect(verdict(signer.sign(PinMarker(cluster: "orders", expiry: .min)), of: signer) == .expired)
    }

    @Test("whichever character is changed, added or left out, it does not pin")
    func tampering() throws {
        let signer = try PinSigner.of(1)
        let signed = Array(signer.sign(marker))
        for position in signed.indices {
            for replacement in "A1z-_.=+ é" where replacement != signed[position] {
                var forged = signed
                forged[position] = replacement
                #expect(verdict(String(forged), of: signer) == .malformed, "\(position) to \(replacement)")
                forged = signed
                forged.insert(replacement, at: position)
                #expect(verdict(String(forged), of: signer) == .malformed, "\(replacement) at \(position)")
            }
            var forged = signed
            forged.remove(at: position)
            #expect(verdict(String(forged), of: signer) == .malformed, "without \(position)")
            #expect(verdict(String(signed[..<position]), of: signer) == .malformed, "the first \(position)")
        }
    }

    @Test("a marker without its signature, or with one of another marker, does not pin")
    func recombination() throws {
        let signer = try PinSigner.of(1)
        let parts = signer.sign(marker).split(separator: ".")
        let later = signer.sign(PinMarker(cluster: "orders", expiry: noon + 9_000)).split(separator: ".")
        #expect(verdict("\(parts[0]).\(later[1]).\(parts[2])", of: signer) == .malformed)
        #expect(verdict("\(parts[0]).\(parts[1]).", of: signer) == .malformed)
        #expect(verdict("\(parts[0]).\(parts[1])", of: signer) == .malformed)
        #expect(verdict(String(decoding: marker.payload, as: UTF8.self), of: signer) == .malformed)
        #expect(verdict("\(parts[0]).\(later[1]).\(later[2])", of: signer) == .pinned(for: .seconds(9)))
    }

    @Test("what another key has signed does not pin, under whichever name")
    func foreignKey() throws {
        let (signer, stranger) = (try PinSigner.of(1), try PinSigner.of(2))
        let (own, foreign) = (signer.sign(marker), stranger.sign(marker))
        #expect(verdict(foreign, of: signer) == .malformed)
        #expect(verdict(String(own.prefix(8) + foreign.dropFirst(8)), of: signer) == .malformed)
    }

    @Test("the first key signs and all verify, so that keys can be changed while servers run")
    func rotation() throws {
        let (old, both, turned, new) = try (PinSigner.of(1), PinSigner.of(1, 2), PinSigner.of(2, 1), PinSigner.of(2))
        #expect(both.sign(marker) == old.sign(marker))
        #expect(turned.sign(marker) == new.sign(marker))
        for signer in [old, both, turned] {
            #expect(verdict(old.sign(marker), of: signer) == .pinned(for: .seconds(5)))
        }
        for signer in [both, turned, new] {
            #expect(verdict(new.sign(marker), of: signer) == .pinned(for: .seconds(5)))
        }
        #expect(verdict(old.sign(marker), of: new) == .malformed)
    }

    @Test("one that is over-long is not looked at, even when it is signed")
    func overlong() throws {
        let signer = try PinSigner.of(1)
        for (length, expected) in [(255, PinMarker.Verdict.pinned(for: .seconds(1))), (400, .malformed)] {
            let name = String(repeating: "x", count: length)
            let signed = signer.sign(PinMarker(cluster: name, expiry: noon + 1_000))
            #expect(signer.verdict(on: signed, cluster: name, at: noon) == expected)
        }
        #expect(verdict(String(repeating: "A", count: 1_000_000), of: signer) == .malformed)
    }

    @Test("random text never pins")
    func garbage() throws {
        let signer = try PinSigner.of(1)
        let prefix = signer.sign(marker).prefix(9)
        let characters = Array("abcXYZ0189-_.=; \"\u{0}é\u{301}")
        var generator = SeededGenerator(state: 7)
        for round in 0..<5_000 {
            let length = Int.random(in: 0..<120, using: &generator)
            let text = String((0..<length).compactMap { _ in characters.randomElement(using: &generator) })
            #expect(verdict(round.isMultiple(of: 2) ? text : prefix + text, of: signer) == .malformed)
        }
    }
}
#endif
