// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import PGClient

private enum Mood: String, Codable, PGDecodable { case happy }

/// Reads nothing but what it is given, as a whole row.
private struct Anything: Decodable {
    var x: [String: [Int?]]
}

@Suite("A decoder")
struct DecoderFuzzTests {
    /// Tries to read a value, and gives the error.
    private struct Decoder {
        let failure: (PGValue) -> PGError?

        init<Value: PGDecodable>(_ type: Value.Type) {
            failure = { PGClientTests.failure(type, $0) }
        }

        init<Value: Decodable>(decodable type: Value.Type) {
            failure = { value in
                do throws(PGError) {
                    _ = try value.decodeDecodable(type)
                    return nil
                } catch {
                    return error
                }
            }
        }
    }

    private let decoders = [
        Decoder(Bool.self),
        Decoder(Int16.self),
        Decoder(Int32.self),
        Decoder(Int64.self),
        Decoder(Int.self),
        Decoder(UInt32.self),
        Decoder(Float.self),
        Decoder(Double.self),
        Decoder(String.self),
        Decoder([UInt8].self),
        Decoder(Data.self),
        Decoder(UUID.self),
        Decoder(Date.self),
        Decoder(PGTimestamp.self),
        Decoder(PGDate.self),
        Decoder(PGInterval.self),
        Decoder(Decimal.self),
        Decoder(PGJSON<[String: Int]>.self),
        Decoder(Mood.self),
        Decoder([Int].self),
        Decoder([Int?].self),
        Decoder([String?].self),
        Decoder([Decimal?].self),
        Decoder([PGDate?].self),
        Decoder([[UInt8]?].self),
        Decoder([[Int]].self),
        Decoder([Mood?].self),
        Decoder(decodable: [Mood?].self),
        Decoder(decodable: [UInt64].self),
        Decoder(decodable: Anything.self),
    ]

    private static let types: [PGType] = [
        .bool, .bytea, .char, .name, .int8, .int2, .int2Vector, .int4, .text, .oid, .oidVector, .json, .xml, .cidr,
        .float4, .float8, .unknown, .money, .inet, .bpchar, .varchar, .date, .time, .timestamp, .timestamptz, .interval,
        .timetz, .numeric, .uuid, .lsn, .jsonb, PGType(rawValue: 20_000),
    ]

    /// Bytes that look right here and there: that is where decoders believe what they read.
    private func bytes(_ generator: inout SplitMix) -> [UInt8] {
        let length = Int.random(in: 0...40, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0:
            return (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
        case 1:
            return (0..<length).map { _ in [0, 0, 0, 0, 1, 4, 16, 127, 128, 255].randomElement(using: &generator) ?? 0 }
        case 2:
            let words: [Int32] = [0, 1, 1, 2, 3, 4, 7, -1, -2, .max, .min, 23, 25, 1700, 0x4000_0000, 65_536]
            return (0..<length / 4).flatMap { _ in bigEndian(words.randomElement(using: &generator) ?? 0) }
        default:
            let shorts: [Int16] = [0, 1, 2, 3, 9_999, 10_000, .max, .min, -1, 0x4000, 20]
            return (0..<length / 2).flatMap { _ in bigEndian(shorts.randomElement(using: &generator) ?? 0) }
        }
    }

    @Test("throws a PGError for bytes it cannot read, and never traps", arguments: 0..<8)
    func random(_ seed: Int) throws {
        var generator = SplitMix(state: UInt64(seed))
        let arrays = Self.types.compactMap(\.arrayType)
        var (read, refused) = (0, 0)
        for _ in 0..<600 {
            let type = (Self.types + arrays).randomElement(using: &generator) ?? .text
            let value = try handMade(type, bytes(&generator))
            for decoder in decoders {
                guard let error = decoder.failure(value) else {
                    read += 1
                    continue
                }
                refused += 1
                let isKnown = [.typeMismatch, .overflow, .unexpectedNull].contains(error.code)
                if !isKnown || !error.message.contains("column \"x\" of row 0") { Issue.record(error) }
            }
        }
        #expect(read > 0 && refused > read)
    }

    @Test("throws or returns for each length of each type that has a length of its own")
    func lengths() throws {
        let fixed = [
            (PGType.bool, 1, Decoder(Bool.self)), (.int2, 2, Decoder(Int16.self)), (.int4, 4, Decoder(Int32.self)),
            (.int8, 8, Decoder(Int64.self)), (.oid, 4, Decoder(UInt32.self)), (.float4, 4, Decoder(Float.self)),
            (.float8, 8, Decoder(Double.self)), (.uuid, 16, Decoder(UUID.self)),
            (.timestamptz, 8, Decoder(Date.self)), (.date, 4, Decoder(PGDate.self)),
            (.interval, 16, Decoder(PGInterval.self)),
        ]
        for (type, length, decoder) in fixed {
            for count in 0...20 {
                let value = try handMade(type, Array(repeating: 0, count: count))
                #expect(decoder.failure(value)?.code == (count == length ? nil : .typeMismatch))
            }
        }
    }

    @Test("throws or returns for each good value with one byte changed or with its end cut off")
    func damaged() throws {
        var generator = SplitMix(state: 99)
        let good = try [
            echoed([1, nil, 3]), echoed(["a", nil, ""]), echoed([Decimal(string: "12345.678") ?? 0]),
            echoed(Decimal(string: "-0.00012") ?? 0), echoed(PGJSON(["a": 1])), echoed([[1, 2], []] as [[UInt8]]),
            handMade(.inet, [2, 24, 0, 4, 192, 168, 0, 1]),
        ]
        for value in good {
            let bytes = try #require(value.withBytes { [UInt8]($0) })
            for index in bytes.indices {
                for _ in 0..<5 {
                    var damaged = bytes
                    damaged[index] = .random(in: 0...255, using: &generator)
                    for candidate in [damaged, Array(bytes.prefix(index))] {
                        let value = try handMade(value.type, candidate)
                        for decoder in decoders { _ = decoder.failure(value) }
                    }
                }
            }
        }
    }
}
