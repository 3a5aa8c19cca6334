// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("A table of numbers")
struct NumberTableTests {
    enum Numbers: CaseIterable {
        case counted, addresses, any
    }

    @Test("holds what a dictionary holds, whatever comes and goes", arguments: Numbers.allCases, 0..<20)
    func asADictionary(_ kind: Numbers, _ seed: Int) {
        var random = SplitMix(state: UInt64(seed))
        let count = Int.random(in: 1...80, using: &random)
        let numbers: [UInt64] =
            switch kind {
            case .counted: (0..<count).map(UInt64.init)
            case .addresses: (0..<count).map { 0x7F00_0000_1000 + UInt64($0) * 64 }
            case .any: (0..<count).map { _ in UInt64.random(in: 0 ... .max, using: &random) }
            }
        var table = NumberTable<Int>()
        var model: [UInt64: Int] = [:]
        for step in 0..<2000 {
            let number = numbers[Int.random(in: numbers.indices, using: &random)]
            switch Int.random(in: 0...4, using: &random) {
            case 0, 1:
                table[number] = step
                model[number] = step
            case 2:
                #expect(table.removeValue(for: number) == model.removeValue(forKey: number))
            case 3:
                let old = table.update(number) { value in
                    defer { value += 1 }
                    return value
                }
                #expect(old == model[number])
                model[number]? += 1
            default:
                #expect(table[number] == model[number])
            }
            #expect(table.count == model.count && table.isEmpty == model.isEmpty)
        }
        table.updateAll { number, value in
            #expect(model[number] == value)
            value += 1
        }
        for number in numbers { #expect(table[number] == model[number].map { $0 + 1 }) }
        #expect(table.all.sorted() == model.values.map { $0 + 1 }.sorted())
        #expect(Set(table.numbers { $0 % 2 == 0 }) == Set(model.filter { $0.value % 2 == 1 }.keys))
        for number in numbers { table[number] = nil }
        #expect(table.isEmpty && table.all.isEmpty)
    }

    @Test("makes room for thousands, and gives it back when they have gone")
    func room() {
        var table = NumberTable<Int>()
        for number in 0..<10_000 as Range<UInt64> { table[number] = Int(number) }
        #expect(table.count == 10_000 && table.capacity < 40_000)
        for number in 0..<9_990 as Range<UInt64> { #expect(table.removeValue(for: number) == Int(number)) }
        #expect(table.capacity <= 128)
        #expect(table.all.sorted() == Array(9_990..<10_000))
        for number in 9_990..<10_000 as Range<UInt64> { table[number] = nil }
        #expect(table.isEmpty)
    }

    @Test("takes any number", arguments: [0, 1, UInt64.max])
    func edges(_ number: UInt64) {
        var table = NumberTable<Int>()
        #expect(table[number] == nil && table.removeValue(for: number) == nil)
        #expect(table.update(number) { $0 } == nil)
        table[number] = 7
        #expect(table[number] == 7 && table.count == 1)
        #expect([0, 1, UInt64.max].filter { table[$0] != nil } == [number])
        #expect(table.removeValue(for: number) == 7)
    }
}
