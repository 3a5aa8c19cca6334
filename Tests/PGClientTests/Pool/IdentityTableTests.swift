// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("A table of objects")
struct IdentityTableTests {
    private final class Object {}

    @Test("holds what a dictionary holds, whatever comes and goes", arguments: 0..<50)
    func asADictionary(_ seed: Int) {
        var random = SplitMix(state: UInt64(seed))
        let objects = (0..<Int.random(in: 1...80, using: &random)).map { _ in Object() }
        var table = IdentityTable<Int>()
        var model: [ObjectIdentifier: Int] = [:]
        for step in 0..<2000 {
            let object = objects[Int.random(in: objects.indices, using: &random)]
            let key = ObjectIdentifier(object)
            switch Int.random(in: 0...3, using: &random) {
            case 0:
                table.insert(step, for: object)
                model[key] = step
            case 1:
                #expect(table.removeValue(for: object) == model.removeValue(forKey: key))
            case 2:
                let old = table.update(object) { value in
                    defer { value += 1 }
                    return value
                }
                #expect(old == model[key])
                model[key]? += 1
            default:
                #expect(table[object] == model[key])
            }
            #expect(table.count == model.count && table.isEmpty == model.isEmpty)
        }
        for object in objects { #expect(table[object] == model[ObjectIdentifier(object)]) }
        #expect(table.all.sorted() == model.values.sorted())
    }

    @Test("that is empty finds nothing")
    func empty() {
        var table = IdentityTable<Int>()
        #expect(table[Object()] == nil && table.removeValue(for: Object()) == nil)
        #expect(table.update(Object()) { $0 } == nil)
        #expect(table.all.isEmpty)
    }
}
