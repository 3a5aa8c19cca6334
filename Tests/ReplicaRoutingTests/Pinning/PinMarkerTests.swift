// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Pin markers")
struct PinMarkerTests {
    private let now: Int64 = 1_732_200_000_000

    private func verdict(_ text: String, cluster: String = "orders", at: Int64? = nil) -> PinMarker.Verdict {
        PinMarker.verdict(on: Array(text.utf8), cluster: cluster, at: at ?? now)
    }

    @Test("a marker pins for five seconds by default, and its payload is canonical")
    func payload() {
        let marker = PinMarker(cluster: "orders", from: now)
        #expect(marker.expiry == now + 5_000)
        #expect(String(decoding: marker.payload, as: UTF8.self) == "1.1732200005000.orders")
        #expect(PinMarker(payload: marker.payload) == marker)
        #expect(marker.verdict(cluster: "orders", at: now) == .pinned(for: .seconds(5)))
        #expect(marker.verdict(cluster: "orders", at: now + 4_999) == .pinned(for: .milliseconds(1)))
    }

    @Test("a cluster's name may hold any character", arguments: ["", "a.b", "1.2.3", "größe", "\u{0}", "🐘"])
    func names(name: String) {
        let marker = PinMarker(cluster: name, expiry: -5)
        #expect(PinMarker(payload: marker.payload) == marker)
    }

    @Test(
        "what is malformed never pins",
        arguments: [
            "", "1", "1.", "1.1732200005000", "2.1732200005000.orders", "01.1732200005000.orders",
            "1.+1732200005000.orders", "1.01732200005000.orders", "1. 1732200005000.orders", "1.1732200005000 .orders",
            "1.0x5.orders", "1.99999999999999999999.orders", "1..orders", "1.-0.orders", "orders.1732200005000.1",
        ]
    )
    func malformed(text: String) {
        #expect(verdict(text) == .malformed)
    }

    @Test("bytes that are no text never pin")
    func notText() {
        let bytes = Array("1.1732200005000.".utf8) + [0xFF, 0xFE]
        #expect(PinMarker.verdict(on: bytes, cluster: "orders", at: now) == .malformed)
        #expect(PinMarker.verdict(on: [0xC0, 0x80], cluster: "orders", at: now) == .malformed)
    }

    @Test("a marker of another cluster, an expired one and one from too far ahead never pin")
    func refused() {
        #expect(verdict("1.1732200005000.orders ") == .foreign)
        #expect(verdict("1.1732200005000.Orders") == .foreign)
        #expect(verdict("1.1732200005000.e\u{301}", cluster: "\u{E9}") == .foreign)
        #expect(verdict("1.1732200000000.orders") == .expired)
        #expect(verdict("1.-9223372036854775808.orders", at: .max) == .expired)
        #expect(verdict("1.1732200060000.orders") == .pinned(for: .seconds(60)))
        #expect(verdict("1.1732200060001.orders") == .tooFarAhead)
        #expect(verdict("1.9223372036854775807.orders", at: .min) == .tooFarAhead)
    }

    @Test("no bytes make it fail, and only a marker's own bytes are read")
    func fuzz() {
        var generator = RoutingGenerator(seed: 12)
        let seed = Array("1.1732200005000.orders".utf8)
        for _ in 0..<20_000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1 where bytes.count > 1: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
                }
            }
            if let marker = PinMarker(payload: bytes) { #expect(marker.payload == bytes) }
        }
    }

    @Test("a policy outside its ranges is refused, and expiries do not overflow")
    func policy() throws {
        let short = routingError { () throws(RoutingError) in try PinPolicy(duration: .zero) }
        #expect(short?.code == .invalidPinPolicy)
        #expect(short?.message == "the time that a write pins is 0.0 seconds: valid is more than 0 seconds")
        #expect(routingError { () throws(RoutingError) in try PinPolicy(duration: .seconds(61)) } != nil)
        let long = routingError { () throws(RoutingError) in
            try PinPolicy(duration: .seconds(1), maximum: .seconds(86_401))
        }
        #expect(long?.code == .invalidPinPolicy)
        let policy = try PinPolicy(duration: .microseconds(1), maximum: .seconds(1))
        #expect(PinMarker(cluster: "a", from: 10, policy: policy).expiry == 11)
        #expect(PinMarker(cluster: "a", from: .max, policy: policy).expiry == .max)
    }
}
