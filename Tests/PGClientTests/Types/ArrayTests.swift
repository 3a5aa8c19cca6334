// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import PGClient

private struct TypedID: PGEncodable, PGDecodable, Equatable {
    var number: Int32
    func encode(into parameters: inout PGParameters) { number.encode(into: &parameters) }
    static func decode(_ value: PGValue) throws(PGError) -> TypedID { TypedID(number: try Int32.decode(value)) }
}

private struct Nothing: PGEncodable {
    func encode(into parameters: inout PGParameters) {}
}

/// Text or a number, as it comes.
private struct Mixed: PGEncodable {
    var text: String?
    func encode(into parameters: inout PGParameters) {
        if let text { text.encode(into: &parameters) } else { 1.encode(into: &parameters) }
    }
}

private enum Mood: String, PGEncodable, PGDecodable { case happy, sad = "s\"a\\d" }

private enum Level: Int16, PGEncodable, PGDecodable { case low = 1, high = 9 }

@Suite("An array")
struct ArrayTests {
    private func array(
        _ elements: [[UInt8]?],
        of type: PGType,
        dimensions: [(count: Int32, from: Int32)]? = nil
    ) -> [UInt8] {
        let plain: [(count: Int32, from: Int32)] =
            elements.isEmpty ? [] : [(count: Int32(elements.count), from: Int32(1))]
        let dimensions = dimensions ?? plain
        var bytes = bigEndian(Int32(dimensions.count))
        bytes += bigEndian(Int32(elements.contains(nil) ? 1 : 0))
        bytes += bigEndian(type.rawValue)
        for dimension in dimensions {
            bytes += bigEndian(dimension.count)
            bytes += bigEndian(dimension.from)
        }
        for element in elements {
            bytes += bigEndian(element.map { Int32($0.count) } ?? -1)
            bytes += element ?? []
        }
        return bytes
    }

    @Test("is sent in binary format with the type of its elements, also if it is empty")
    func sent() {
        #expect(
            bound([1, 2] as [Int16]).first
                == HandMadeParameter(
                    type: PGType(rawValue: 1005),
                    bytes: array([[0, 1], [0, 2]], of: .int2),
                    isBinary: true
                )
        )
        #expect(bound([Int]()).map(\.bytes) == [array([], of: .int8)])
        #expect(bound([Int]()).map(\.type) == [PGType(rawValue: 1016)])
        #expect(bound(["é", nil, ""]).map(\.bytes) == [array([[0xC3, 0xA9], nil, []], of: .text)])
        #expect(bound([String]()).map(\.type) == [PGType(rawValue: 1009)])
        #expect(bound([nil] as [Bool?]).map(\.bytes) == [array([nil], of: .bool)])
        #expect(bound([Level.high]).map(\.bytes) == [array([[0, 9]], of: .int2)])
    }

    @Test("of bytes is bytea, and an array of those is bytea[]")
    func bytes() throws {
        #expect(bound([1, 2] as [UInt8]) == [HandMadeParameter(type: .bytea, bytes: [1, 2], isBinary: true)])
        let several: [[UInt8]] = [[1, 2], []]
        #expect(bound(several).map(\.bytes) == [array([[1, 2], []], of: .bytea)])
        #expect(try [[UInt8]].decode(echoed(several)) == several)
        #expect(bound([[UInt8]]()).map(\.type) == [PGType(rawValue: 1001)])
        #expect(failure([UInt8].self, try echoed([1, 2]))?.code == .typeMismatch)
        #expect(failure([Int].self, try handMade(.bytea, [1, 2]))?.code == .typeMismatch)
    }

    @Test("of a type of one's own has the type of its first element, and fits anything if it has none")
    func ownType() throws {
        let identifiers = [nil, TypedID(number: 7), TypedID(number: 8)]
        #expect(bound(identifiers).map(\.type) == [PGType(rawValue: 1007)])
        #expect(try [TypedID?].decode(echoed(identifiers)) == identifiers)
        let empty = HandMadeParameter(type: .unspecified, bytes: Array("{}".utf8), isBinary: false)
        #expect(bound([TypedID]()) == [empty])
        #expect(bound([nil, nil] as [TypedID?]).map(\.bytes) == [Array("{NULL,NULL}".utf8)])
    }

    @Test("of an enum of strings is text that fits an array of the database's own enum, with each quote escaped")
    func ownEnum() {
        let moods = bound([Mood.happy, nil, .sad])
        #expect(moods.map(\.type) == [.unspecified])
        #expect(moods.map(\.bytes) == [Array(#"{"happy",NULL,"s\"a\\d"}"#.utf8)])
    }

    @Test("of many elements comes back as it was", arguments: [511, 512, 513, 100_000])
    func many(_ count: Int) throws {
        let numbers = (0..<count).map { $0 % 7 == 0 ? nil : $0 }
        #expect(try [Int?].decode(echoed(numbers)) == numbers)
        let strings = (0..<count).map { "\($0)" }
        #expect(try [String].decode(echoed(strings)) == strings)
    }

    @Test("of each type comes back as it was")
    func types() throws {
        func check<Element: PGEncodable & PGDecodable & Equatable>(_ elements: [Element]) throws {
            #expect(try [Element].decode(echoed(elements)) == elements)
            let optionals = elements + [nil]
            #expect(try [Element?].decode(echoed(optionals)) == optionals)
        }
        try check([true, false])
        try check([Int32.min, .max])
        try check([UInt32.min, .max])
        try check([Float(1.5)])
        try check([Double.infinity])
        try check([UUID(), UUID()])
        try check([Date(timeIntervalSinceReferenceDate: 1.25), .distantPast])
        try check([PGTimestamp(.distantFuture)])
        try check([PGDate(year: 2024, month: 2, day: 29)])
        try check([PGInterval(months: 1)])
        try check([Decimal(string: "-1.5"), 0].compactMap { $0 })
        try check([Data([0, 255]), Data()])
        try check([PGJSON(["a": 1])])
        try check([Level.low])
    }

    @Test("with a NULL where the element is not optional is an error that names the element, from 0")
    func null() throws {
        let error = failure([Int].self, try echoed([1, 2, nil]))
        #expect(error?.code == .unexpectedNull)
        #expect(error?.message.contains("element 2 of column \"x\" of row 0, bigint, is NULL") == true)
        #expect(error?.message.contains("valid is Int?") == true)
        #expect(failure([Int].self, try handMade(PGType(rawValue: 1016), nil))?.code == .unexpectedNull)
        #expect(try [Int]?.decode(handMade(PGType(rawValue: 1016), nil)) == nil)
    }

    @Test("with an element that does not fit is an error that names it and its value")
    func overflow() throws {
        let error = failure([Int16].self, try echoed([1, 70_000]))
        #expect(error?.code == .overflow)
        #expect(error?.message.contains("element 1 of column \"x\" of row 0, bigint, is 70000") == true)
        #expect(failure([String].self, try echoed([1]))?.code == .typeMismatch)
    }

    @Test("of several dimensions is an error that says so")
    func dimensions() throws {
        let bytes = array([[0, 1], [0, 2]], of: .int2, dimensions: [(1, 1), (2, 1)])
        for error in [
            failure([Int].self, try handMade(PGType(rawValue: 1005), bytes)),
            failure([[Int]].self, try handMade(PGType(rawValue: 1005), bytes)),
        ] {
            #expect(error?.code == .typeMismatch)
            #expect(error?.message.contains("it has 2 dimensions") == true)
        }
        #expect(refusal([[1], [2]])?.code == .invalidParameter)
    }

    @Test("starts at 0 wherever the server counts from")
    func lowerBound() throws {
        let bytes = array([[0, 1], [0, 2]], of: .int2, dimensions: [(2, -5)])
        #expect(try [Int].decode(handMade(PGType(rawValue: 1005), bytes)) == [1, 2])
    }

    @Test("of a type that the database defines is read by the type that its bytes name")
    func userDefined() throws {
        let bytes = array([Array("happy".utf8), nil], of: PGType(rawValue: 20_001))
        #expect(try [Mood?].decode(handMade(PGType(rawValue: 20_000), bytes)) == [.happy, nil])
        #expect(
            failure([Mood].self, try handMade(PGType(rawValue: 20_000), Array("happy".utf8)))?.code == .typeMismatch
        )
    }

    @Test("whose bytes contradict themselves is an error")
    func malformed() throws {
        let good = array([[0, 1], [0, 2]], of: .int2)
        var bad: [[UInt8]] = [[], good + [0], good.dropLast(), Array(good.prefix(19))]
        for (offset, value) in [
            (0, Int32(-1)), (0, 7), (4, 2), (12, -1), (12, .max), (12, 3), (12, 1), (20, -2), (20, .max),
        ] {
            var bytes = good
            bytes.replaceSubrange(offset..<(offset + 4), with: bigEndian(value))
            bad.append(bytes)
        }
        for bytes in bad {
            #expect(failure([Int].self, try handMade(PGType(rawValue: 1005), bytes))?.code == .typeMismatch)
        }
    }

    @Test("with an element that cannot be sent is refused")
    func refused() {
        #expect(refusal(["a", "b\u{0}"])?.code == .invalidParameter)
        #expect(refusal([Decimal(1), .nan])?.code == .invalidParameter)
        #expect(refusal([Nothing()])?.code == .invalidParameter)
        #expect(refusal([Mixed(text: "a"), Mixed()])?.code == .invalidParameter)
        #expect(refusal([Mixed(), Mixed(text: "a")])?.code == .invalidParameter)
        #expect(refusal([Mixed(), Mixed()]) == nil)
    }
}
