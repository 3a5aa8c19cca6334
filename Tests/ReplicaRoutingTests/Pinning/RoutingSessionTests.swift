// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Sessions")
struct RoutingSessionTests {
    private let now = RoutingInstant(nanoseconds: 1_000)
    private let later = RoutingInstant(nanoseconds: 1_000).advanced(by: .seconds(3_600))

    @Test("a session is not pinned at first, and after a write for the rest of its life")
    func write() {
        let session = RoutingSession()
        #expect(!session.isPinned(at: now) && !session.hasWritten)
        session.noteWrite()
        #expect(session.isPinned(at: now) && session.isPinned(at: later) && session.hasWritten)
        session.pin()
        #expect(session.hasWritten)
    }

    @Test("a session may be pinned although nothing was written, for a time or for good")
    func pinned() {
        let session = RoutingSession(pinnedUntil: now.advanced(by: .seconds(5)))
        #expect(session.isPinned(at: now) && !session.hasWritten)
        #expect(!session.isPinned(at: now.advanced(by: .seconds(5))))
        session.pin()
        #expect(session.isPinned(at: later) && !session.hasWritten)
        #expect(!RoutingSession(pinnedUntil: RoutingInstant(nanoseconds: .max)).hasWritten)
    }

    @Test("a request that wrote leaves a marker, which pins the user's next one and no other's")
    func acrossRequests() throws {
        // The life of django-balancer's session middleware.
        let wall: Int64 = 1_000_000
        let first = RoutingSession()
        #expect(first.marker(cluster: "c", at: wall) == nil)
        first.noteWrite()
        let marker = try #require(first.marker(cluster: "c", at: wall))

        let next = RoutingSession(marker.verdict(cluster: "c", at: wall + 1_000), at: now)
        #expect(next.isPinned(at: now))
        #expect(next.isPinned(at: now.advanced(by: .milliseconds(3_999))))
        #expect(!next.isPinned(at: now.advanced(by: .milliseconds(4_000))))
        #expect(!next.hasWritten)
        #expect(next.marker(cluster: "c", at: wall + 1_000) == nil, "a read does not prolong the pin")

        #expect(!RoutingSession(marker.verdict(cluster: "c", at: wall + 5_000), at: now).isPinned(at: now))
        #expect(!RoutingSession(marker.verdict(cluster: "d", at: wall), at: now).isPinned(at: now))
        #expect(!RoutingSession(.malformed, at: now).isPinned(at: now))
    }

    @Test("a write in one of many tasks pins all of them, and only that session")
    func tasks() async {
        let other = RoutingSession()
        await RoutingScope.withSession {
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { RoutingScope.session?.noteWrite() } }
            }
            #expect(RoutingScope.session?.hasWritten == true)
        }
        #expect(!other.hasWritten)
        #expect(RoutingScope.session == nil)
    }

    @Test("an inner session restores the outer one exactly")
    func nesting() async {
        let outer = RoutingSession()
        await RoutingScope.withSession(outer) {
            await RoutingScope.withSession {
                RoutingScope.session?.noteWrite()
                await Task.yield()
                #expect(RoutingScope.session?.hasWritten == true)
            }
            #expect(RoutingScope.session === outer)
            #expect(!outer.hasWritten)
            RoutingScope.withReadTarget(.primary) {
                #expect(RoutingScope.session === outer)
                RoutingScope.withSession { #expect(RoutingScope.readTarget == .primary) }
            }
            #expect(RoutingScope.readTarget == nil)
        }
    }

    @Test("a detached task has no session unless it is handed one")
    func detached() async {
        await RoutingScope.withSession {
            let session = RoutingScope.session
            #expect(await Task { RoutingScope.session === session }.value)
            #expect(await Task.detached { RoutingScope.session == nil }.value)
            if let session {
                await Task.detached {
                    RoutingScope.withSession(session) { RoutingScope.session?.noteWrite() }
                }.value
            }
            #expect(session?.hasWritten == true)
        }
    }

    @Test("a read takes over what its scope says, after what it says itself")
    func apply() {
        let session = RoutingSession()
        session.noteWrite()
        func applied(_ request: RoutingRequest, _ scope: RoutingScope) -> RoutingRequest {
            var request = request
            request.apply(scope, at: now)
            return request
        }
        #expect(applied(.read, RoutingScope(session: session)).isPinned)
        #expect(!applied(.read, RoutingScope(session: RoutingSession())).isPinned)
        #expect(applied(.read, RoutingScope(readTarget: .replica(index: 2))).target == .replica(index: 2))
        let both = applied(.read, RoutingScope(readTarget: .replica(index: 2), session: session))
        #expect(both.target == .replica(index: 2) && !both.isPinned)
        #expect(applied(.read(.node("a")), RoutingScope(readTarget: .primary)).target == .node("a"))
        #expect(applied(.read, RoutingScope(stickyKey: 7, workload: .active)).stickyKey == 7)
        #expect(applied(.read, RoutingScope(workload: .active)).workload == .active)
        #expect(
            applied(RoutingRequest(intent: .read, workload: .bulk), RoutingScope(workload: .active)).workload == .bulk
        )
        #expect(applied(.write, RoutingScope(session: session)) == .write)
    }

    @Test("a cluster's default replica is for bulk reads that ask for nothing else and are not pinned")
    func bulk() {
        func applied(_ request: RoutingRequest) -> ReadTarget {
            var request = request
            request.apply(defaultForBulk: .replica(index: 1))
            return request.target
        }
        #expect(applied(RoutingRequest(intent: .read, workload: .bulk)) == .replica(index: 1))
        #expect(applied(.read) == .any)
        #expect(applied(RoutingRequest(intent: .read, workload: .active)) == .any)
        #expect(applied(RoutingRequest(intent: .read, isPinned: true, workload: .bulk)) == .any)
        #expect(applied(RoutingRequest(intent: .read, target: .primary, workload: .bulk)) == .primary)
    }
}
