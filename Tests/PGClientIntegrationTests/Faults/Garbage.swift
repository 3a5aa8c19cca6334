// SPDX-License-Identifier: Apache-2.0

import Testing

/// Bytes that are no answer of a PostgreSQL server.
enum Garbage: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case http, zeros, ones, random, hugeLength, negativeLength, rowOfNothing, shortRow, unknownError, text

    var testDescription: String { rawValue }

    var bytes: [UInt8] {
        switch self {
        case .http: Array("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".utf8)
        case .zeros: Array(repeating: 0, count: 4_096)
        case .ones: Array(repeating: 0xFF, count: 4_096)
        case .random: random
        // A data row of 2 GB.
        case .hugeLength: [UInt8(ascii: "D"), 0x7F, 0xFF, 0xFF, 0xFF, 0, 1] + Array(repeating: 7, count: 100)
        case .negativeLength: [UInt8(ascii: "T"), 0xFF, 0xFF, 0xFF, 0xF0, 0, 1, 0]
        // A row before anything said what its columns are.
        case .rowOfNothing: [UInt8(ascii: "D"), 0, 0, 0, 10, 0, 1, 0, 0, 0, 0]
        // A row description that ends in the middle of its first column.
        case .shortRow: [UInt8(ascii: "T"), 0, 0, 0, 10, 0, 9, 65, 66, 67, 68]
        // An error whose fields do not end, and that is not UTF-8.
        case .unknownError: [UInt8(ascii: "E"), 0, 0, 0, 12, 0xC3, 0x28, 0xFF, 0xFE, 1, 2, 3, 4]
        case .text: Array("The quick brown fox jumps over the lazy dog, and the dog does not mind.\n".utf8)
        }
    }

    /// What `pg_terminate_backend` makes the server say.
    static let lastWords: [UInt8] = {
        let body = [UInt8]("SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0".utf8)
        let length: [UInt8] = [0, 0, 0, UInt8(body.count + 4)]
        return [UInt8(ascii: "E")] + length + body
    }()

    private var random: [UInt8] {
        var generator = SeededGenerator(seed: 20_240_229)
        return (0..<2_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
}
