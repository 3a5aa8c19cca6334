// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@testable import replicactl

@Suite("What a client does")
struct DemoOperationTests {
    @Test("of 100 operations 5 are writes, and half of the reads are by key")
    func mixture() {
        var generator = RoutingGenerator(seed: 1)
        let operations = (0..<100_000).map { _ in DemoOperation(using: &generator) }
        let writes = operations.count { if case .insertion = $0 { true } else { false } }
        let keys = operations.count { if case .key = $0 { true } else { false } }
        // Five standard errors.
        #expect(abs(writes - 5_000) < 350)
        #expect(abs(keys - 47_500) < 800)
    }

    @Test("keys exist and fields of view are within the volume")
    func bounds() {
        var generator = RoutingGenerator(seed: 2)
        for _ in 0..<10_000 {
            switch DemoOperation(using: &generator) {
            case .key(let id): #expect((1...Treenode.rows).contains(id))
            case .fieldOfView(let x, let y, let z), .insertion(let x, let y, let z):
                #expect(min(x, y, z) >= 0)
                #expect(max(x, y) + 2000 <= Treenode.extent)
                #expect(z + 5000 <= Treenode.extent / 10)
            }
        }
    }

    @Test("the same seed gives the same operations")
    func seeded() {
        var (first, second) = (RoutingGenerator(seed: 3), RoutingGenerator(seed: 3))
        for _ in 0..<100 { #expect(DemoOperation(using: &first) == DemoOperation(using: &second)) }
    }
}
