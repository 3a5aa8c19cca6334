// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("A data type")
struct PGTypeTests {
    @Test("knows its name, the type of arrays of it, and back")
    func names() {
        #expect(PGType.int8.description == "bigint")
        #expect(PGType.int8.arrayType == PGType(rawValue: 1016))
        #expect(PGType.int8.arrayType?.elementType == .int8)
        #expect(PGType.int8.arrayType?.description == "bigint[]")
        #expect(PGType.int8.elementType == nil)
        #expect(PGType.int8.arrayType?.arrayType == nil)
    }

    @Test("that is not known has its number for a name, and no array type")
    func unknown() {
        #expect(PGType(rawValue: 99_999).description == "type 99999")
        #expect(PGType(rawValue: 99_999).arrayType == nil)
        #expect(PGType.unspecified.arrayType == nil)
    }
}
