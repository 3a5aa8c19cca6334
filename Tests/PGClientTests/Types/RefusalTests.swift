// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import PGClient

@Suite("A value that cannot be sent")
struct RefusalTests {
    @Test("is named by the number of its parameter, and says what is wrong and what is valid")
    func message() {
        let query: PGQuery = "SELECT \(1), \(Decimal.nan), \(Date(timeIntervalSinceReferenceDate: .infinity))"
        let error = #expect(throws: PGError.self) { try query.validate() }
        #expect(error?.code == .invalidParameter)
        #expect(error?.message == "parameter $2 is a Decimal that is not a number; valid are finite ones")
        #expect(query.sql == "SELECT $1, $2, $3" && query.parameters.count == 3)
    }

    @Test("is named by its place from 0 where it is an element of an array")
    func element() {
        let query: PGQuery = "SELECT \(1), \(["a", "b", "c\u{0}"])"
        let error = #expect(throws: PGError.self) { try query.validate() }
        #expect(
            error?.message
                == "parameter $2 is an array whose element 2 is a string with a NUL byte, which no text can hold"
        )
    }
}
