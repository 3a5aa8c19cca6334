// SPDX-License-Identifier: Apache-2.0

#if HTTP
import ReplicaRouting
import ReplicaRoutingHTTP
import Testing

@Suite("The pin marker in a session store")
struct PinSessionTests {
    private let plain: PinSession
    private let signed: PinSession

    init() throws {
        plain = try PinSession(cluster: "orders")
        signed = try PinSession(cluster: "orders", signer: PinSigner.of(1))
    }

    @Test("there is a value after a write, and after nothing else")
    func value() {
        for pins in [plain, signed] {
            #expect(pins.value(after: RoutingSession(), at: noon) == nil)
            #expect(pins.value(after: RoutingSession(pinnedBy: .pinned(for: .seconds(1))), at: noon) == nil)
            #expect(pins.value(after: .written, at: noon) != nil)
        }
        #expect(plain.value(after: .written, at: noon) == "1.1732200005000.orders")
        #expect(plain.lifetime == .seconds(5))
    }

    @Test("the value pins until the time in it is over")
    func pins() throws {
        for pins in [plain, signed] {
            let value = try #require(pins.value(after: .written, at: noon))
            #expect(pins.verdict(on: value, at: noon) == .pinned(for: .seconds(5)))
            #expect(pins.verdict(on: value, at: noon + 5_000) == .expired)
            #expect(pins.verdict(on: nil, at: noon) == nil)
        }
    }

    @Test("with keys, an unsigned value does not pin")
    func unsigned() throws {
        #expect(signed.verdict(on: plain.value(after: .written, at: noon), at: noon) == .malformed)
        #expect(plain.verdict(on: signed.value(after: .written, at: noon), at: noon) == .malformed)
    }

    @Test(
        "what is no marker of this cluster does not pin",
        arguments: ["", "1", "x", "1..orders", "2.1732200005000.orders", "1.+1732200005000.orders", "1.17e11.orders"]
    )
    func malformed(value: String) {
        #expect(plain.verdict(on: value, at: noon) == .malformed)
        #expect(signed.verdict(on: value, at: noon) == .malformed)
    }

    @Test("another cluster's does not, nor one that is far ahead or over-long")
    func useless() {
        #expect(plain.verdict(on: "1.1732200005000.users", at: noon) == .foreign)
        #expect(plain.verdict(on: "1.1732300005000.orders", at: noon) == .tooFarAhead)
        #expect(plain.verdict(on: "1.1732200005000.\(String(repeating: "o", count: 600))", at: noon) == .malformed)
    }
}
#endif
