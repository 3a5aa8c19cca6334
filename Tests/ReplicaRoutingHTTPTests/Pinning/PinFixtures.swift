// SPDX-License-Identifier: Apache-2.0

#if HTTP
import HTTPTypes
import ReplicaRouting
import ReplicaRoutingHTTP

/// The tests' time of day, in milliseconds since 1970.
let noon: Int64 = 1_732_200_000_000

extension PinSigner {
    /// A signer whose keys are 32 bytes of each number.
    static func of(_ numbers: UInt8...) throws -> PinSigner {
        try PinSigner(keys: numbers.map { [UInt8](repeating: $0, count: 32) })
    }
}

extension RoutingSession {
    static var written: RoutingSession {
        let session = RoutingSession()
        session.noteWrite()
        return session
    }
}

extension HTTPFields {
    /// The `Cookie` fields of a request.
    static func cookies(_ values: String...) -> HTTPFields {
        var fields = HTTPFields()
        for value in values { fields.append(HTTPField(name: .cookie, value: value)) }
        return fields
    }
}

/// Numbers that are the same in each run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
#endif
