// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Node sets")
struct NodeSetTests {
    @Test("a set behaves as a Set of its positions, across word boundaries")
    func model() {
        var generator = RoutingGenerator(seed: 5)
        var set = NodeSet()
        var model: Set<Int> = []
        for _ in 0..<5_000 {
            let position = Int.random(in: 0..<200, using: &generator)
            if Bool.random(using: &generator) {
                set.insert(position)
                model.insert(position)
            } else {
                set.remove(position)
                model.remove(position)
            }
            #expect(set.contains(position) == model.contains(position))
            #expect(set.count == model.count)
        }
        #expect((0..<300).filter(set.contains) == model.sorted())
        #expect(set == NodeSet(model))
    }

    @Test("a set that was emptied equals an empty one", arguments: [0, 63, 64, 127, 128, 500])
    func emptied(position: Int) {
        var set: NodeSet = [position]
        #expect(!set.isEmpty)
        #expect(set.contains(position))
        #expect(!set.contains(position + 1) && !set.contains(position - 1))
        set.remove(position)
        #expect(set.isEmpty)
        #expect(set == [])
        #expect(set.hashValue == NodeSet().hashValue)
    }

    @Test("positions that cannot be are never in a set", arguments: [-1, -64, -65, Int.min])
    func negative(position: Int) {
        var set: NodeSet = [position, 63]
        set.remove(position)
        #expect(set == [63])
        #expect(!set.contains(position))
        #expect(!set.contains(.max))
    }
}
