// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import PGClient

@Suite("The buffer of parameters")
struct ParameterBufferTests {
    @Test("holds what was added, in place and beyond, numbers and bytes in any order", arguments: 0..<200)
    func contents(_ seed: Int) {
        var random = SplitMix(state: UInt64(seed))
        var buffer = ParameterBuffer()
        var expected: [UInt8] = []
        if seed % 3 == 0 { buffer.reserve(Int.random(in: 0...100, using: &random)) }
        for _ in 0..<Int.random(in: 0...20, using: &random) {
            switch Int.random(in: 0...4, using: &random) {
            case 0:
                let number = UInt64.random(in: .min ... .max, using: &random)
                buffer.append(number)
                expected += withUnsafeBytes(of: number) { Array($0) }
            case 1:
                let number = UInt8.random(in: .min ... .max, using: &random)
                buffer.append(number)
                expected.append(number)
            case 2 where seed % 2 == 0:
                buffer.withArray { $0.append(7) }
                expected.append(7)
            default:
                let bytes = (0..<Int.random(in: 0...30, using: &random)).map { UInt8($0) }
                bytes.withUnsafeBytes { buffer.append($0) }
                expected += bytes
            }
            #expect(buffer.count == expected.count)
            #expect(buffer.withBytes { Array($0) } == expected)
        }
    }

    @Test("keeps every parameter, whatever comes before it and behind it")
    func parameters() throws {
        let uuid = try #require(UUID(uuidString: "00112233-4455-6677-8899-AABBCCDDEEFF"))
        let texts = (0..<60).map { String(repeating: "x", count: $0) }
        for text in texts {
            let query: PGQuery = "\(text)\(uuid)\(Int16(1))\([UInt8]([1, 2]))\(text)\(Int?.none)\(text)"
            let values = bound(query.parameters)
            let bytes = Array(text.utf8)
            let id: [UInt8] = [0, 17, 34, 51, 68, 85, 102, 119, 136, 153, 170, 187, 204, 221, 238, 255]
            #expect(values.map(\.bytes) == [bytes, id, [0, 1], [1, 2], bytes, nil, bytes])
            #expect(values.map(\.isBinary) == [false, true, true, true, false, false, false])
        }
    }
}
