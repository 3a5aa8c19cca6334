// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

private struct Refusal: Error, Equatable {}

@Suite("Routing scope")
struct RoutingScopeTests {
    @Test("there is no target outside of a scope")
    func outside() {
        #expect(RoutingScope.readTarget == nil)
    }

    @Test("an inner scope holds inside, and leaving it restores the outer one")
    func nesting() async {
        await RoutingScope.withReadTarget(.primary) {
            #expect(RoutingScope.readTarget == .primary)
            await RoutingScope.withReadTarget(.replica(index: 2)) {
                await Task.yield()
                #expect(RoutingScope.readTarget == .replica(index: 2))
                await RoutingScope.withReadTarget(nil) {
                    await Task.yield()
                    #expect(RoutingScope.readTarget == nil)
                }
                #expect(RoutingScope.readTarget == .replica(index: 2))
            }
            #expect(RoutingScope.readTarget == .primary)
        }
        #expect(RoutingScope.readTarget == nil)
    }

    @Test("a scope without suspension nests in the same way and returns what its body returns")
    func synchronous() {
        let seen = RoutingScope.withReadTarget(.primary) {
            [RoutingScope.readTarget, RoutingScope.withReadTarget(.any) { RoutingScope.readTarget }]
                + [RoutingScope.readTarget]
        }
        #expect(seen == [.primary, .any, .primary])
        #expect(RoutingScope.readTarget == nil)
    }

    @Test("an error leaves the scope with its type, and restores the outer one")
    func errors() async {
        await RoutingScope.withReadTarget(.primary) {
            do throws(Refusal) {
                try await RoutingScope.withReadTarget(.any) { () async throws(Refusal) in
                    await Task.yield()
                    throw Refusal()
                }
                Issue.record("the error was lost")
            } catch {
                #expect(error == Refusal())
            }
            #expect(RoutingScope.readTarget == .primary)
            #expect(throws: Refusal()) {
                try RoutingScope.withReadTarget(.any) { () throws(Refusal) in throw Refusal() }
            }
            #expect(RoutingScope.readTarget == .primary)
        }
    }

    @Test("child tasks see the scope, a detached task does not")
    func children() async {
        await RoutingScope.withReadTarget(.node("db2")) {
            async let child = RoutingScope.readTarget
            #expect(await child == .node("db2"))
            let grandchildren = await withTaskGroup(of: ReadTarget?.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        async let grandchild = RoutingScope.readTarget
                        return await grandchild
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(grandchildren == Array(repeating: .node("db2"), count: 3))
            #expect(await Task { RoutingScope.readTarget }.value == .node("db2"))
            #expect(await Task.detached { RoutingScope.readTarget }.value == nil)
        }
    }

    @Test("a scope of one child task is not seen by its parent or its sibling")
    func siblings() async {
        async let first = RoutingScope.withReadTarget(.primary) {
            await Task.yield()
            return RoutingScope.readTarget
        }
        async let second = RoutingScope.withReadTarget(.replica(index: 1)) {
            await Task.yield()
            return RoutingScope.readTarget
        }
        #expect(RoutingScope.readTarget == nil)
        #expect(await [first, second] == [.primary, .replica(index: 1)])
    }
}
