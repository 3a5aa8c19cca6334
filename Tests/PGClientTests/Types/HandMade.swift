// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

/// A value of a type with the bytes that a server would send; `nil` is NULL.
func handMade(_ type: PGType, _ bytes: [UInt8]?) throws -> PGValue {
    let result = try #require(PGResult(columns: [("x", type)], rows: [[bytes]]))
    return try result[0].value(at: 0)
}

/// The value as if the server had sent a parameter back.
func echoed(_ value: some PGEncodable) throws -> PGValue {
    var parameters = PGParameters()
    value.encode(into: &parameters)
    let parameter = try #require(bound(parameters).first)
    return try handMade(parameter.type == .unspecified ? .text : parameter.type, parameter.bytes)
}

struct HandMadeParameter: Equatable {
    var type: PGType
    var bytes: [UInt8]?
    var isBinary: Bool
}

func bound(_ parameters: PGParameters) -> [HandMadeParameter] {
    var found: [HandMadeParameter] = []
    parameters.forEachBound { parameter in
        found.append(
            HandMadeParameter(
                type: parameter.type,
                bytes: parameter.bytes.map { [UInt8]($0) },
                isBinary: parameter.isBinary
            )
        )
    }
    return found
}

func bound(_ value: some PGEncodable) -> [HandMadeParameter] {
    var parameters = PGParameters()
    value.encode(into: &parameters)
    return bound(parameters)
}

/// Why a value is refused as a parameter, if it is.
func refusal(_ value: some PGEncodable) -> PGError? {
    var parameters = PGParameters()
    value.encode(into: &parameters)
    return parameters.failure
}

/// The error of decoding.
func failure<Value: PGDecodable>(_ type: Value.Type, _ value: PGValue) -> PGError? {
    do throws(PGError) {
        _ = try Value.decode(value)
        return nil
    } catch {
        return error
    }
}

/// An integer as the server sends it.
func bigEndian(_ integer: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: integer.bigEndian) { [UInt8]($0) }
}
