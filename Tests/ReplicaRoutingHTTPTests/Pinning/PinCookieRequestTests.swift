// SPDX-License-Identifier: Apache-2.0

#if HTTP
import HTTPTypes
import ReplicaRouting
import ReplicaRoutingHTTP
import Testing

@Suite("The pin cookie of a request")
struct PinCookieRequestTests {
    private let signer: PinSigner
    private let cookie: PinCookie
    private let signed: String

    init() throws {
        signer = try PinSigner.of(1)
        cookie = try PinCookie(cluster: "orders", signer: signer)
        signed = signer.sign(PinMarker(cluster: "orders", from: noon))
    }

    private func verdict(_ fields: String...) -> PinMarker.Verdict? {
        var request = HTTPFields()
        for field in fields { request.append(HTTPField(name: .cookie, value: field)) }
        return cookie.verdict(on: request, at: noon)
    }

    @Test("it pins until the time in it is over")
    func pins() {
        let fields = HTTPFields.cookies("replica-pin=\(signed)")
        #expect(cookie.verdict(on: fields, at: noon) == .pinned(for: .seconds(5)))
        #expect(cookie.verdict(on: fields, at: noon + 4_999) == .pinned(for: .milliseconds(1)))
        #expect(cookie.verdict(on: fields, at: noon + 5_000) == .expired)
    }

    @Test("it is found among others, in any field, with any blanks around it")
    func found() {
        let pinned = PinMarker.Verdict.pinned(for: .seconds(5))
        #expect(verdict("a=1; replica-pin=\(signed); b=2") == pinned)
        #expect(verdict("a=1;replica-pin=\(signed)") == pinned)
        #expect(verdict("a=1;  \treplica-pin=\(signed) \t; b") == pinned)
        #expect(verdict("a=1", "replica-pin=\(signed)", "b=2") == pinned)
        #expect(verdict("; ;=;a;=b; replica-pin=\(signed);") == pinned)
        #expect(verdict("a=\"x;replica-pin=\(signed)") == pinned)
        #expect(verdict("a=1;\u{301}; replica-pin=\(signed)") == pinned)
    }

    @Test("none came where no cookie has exactly its name")
    func absent() {
        #expect(verdict() == nil)
        #expect(verdict("") == nil)
        #expect(verdict("a=1; b=2") == nil)
        #expect(verdict("Replica-Pin=\(signed)") == nil)
        #expect(verdict("replica-pin2=\(signed); xreplica-pin=\(signed); replica-pin =\(signed)") == nil)
        #expect(verdict("replica-pin; \(signed)") == nil)
        #expect(verdict("a=replica-pin=\(signed)") == nil)
    }

    @Test("two of its name do not pin, alike or not, in one field or in two")
    func duplicates() {
        #expect(verdict("replica-pin=\(signed); replica-pin=\(signed)") == .malformed)
        #expect(verdict("replica-pin=\(signed)", "replica-pin=\(signed)") == .malformed)
        #expect(verdict("replica-pin=\(signed); a=1; replica-pin=") == .malformed)
        #expect(verdict("replica-pin=x", "replica-pin=\(signed)") == .malformed)
    }

    @Test(
        "what is no signed marker does not pin",
        arguments: [
            "", "1", "1.1732200005000.orders", "..", "...", "\"\"", "a.b.c", "%00", "=", "==", "é", "\u{FFFD}",
        ]
    )
    func malformed(value: String) {
        #expect(verdict("replica-pin=\(value)") == .malformed)
    }

    @Test("a forged, quoted, over-long, foreign or far too long-lived one does not pin")
    func useless() throws {
        let stranger = try PinSigner.of(2)
        #expect(verdict("replica-pin=\(stranger.sign(PinMarker(cluster: "orders", from: noon)))") == .malformed)
        #expect(verdict("replica-pin=\"\(signed)\"") == .malformed)
        #expect(verdict("replica-pin=\(signed)\(String(repeating: "A", count: 100_000))") == .malformed)
        #expect(verdict("replica-pin=\(signer.sign(PinMarker(cluster: "users", from: noon)))") == .foreign)
        let eternal = signer.sign(PinMarker(cluster: "orders", expiry: noon + 3_600_000))
        #expect(verdict("replica-pin=\(eternal)") == .tooFarAhead)
    }

    @Test("how long one may pin is the policy's to say")
    func policy() throws {
        let policy = try PinPolicy(duration: .seconds(1), maximum: .seconds(4))
        let strict = try PinCookie(cluster: "orders", signer: signer, policy: policy)
        #expect(strict.verdict(on: .cookies("replica-pin=\(signed)"), at: noon) == .tooFarAhead)
        #expect(strict.verdict(on: .cookies("replica-pin=\(signed)"), at: noon + 1_000) == .pinned(for: .seconds(4)))
    }

    @Test("only a marker that pins pins the session, and that to its end")
    func session() {
        let end = RoutingInstant(nanoseconds: .max - 2)
        #expect(RoutingSession(pinnedBy: .pinned(for: .milliseconds(1))).isPinned(at: end))
        #expect(!RoutingSession(pinnedBy: .pinned(for: .milliseconds(1))).hasWritten)
        for verdict: PinMarker.Verdict? in [nil, .malformed, .foreign, .expired, .tooFarAhead] {
            #expect(!RoutingSession(pinnedBy: verdict).isPinned(at: RoutingInstant(nanoseconds: .min + 1)))
        }
    }
}
#endif
