// SPDX-License-Identifier: Apache-2.0

/// What went wrong in a `Codable` type, in words.
enum DecodingFailure {
    static func text(_ error: any Error) -> String {
        switch error {
        case let error as PGError: error.message
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            text(context.debugDescription, at: context.codingPath)
        case DecodingError.keyNotFound(let key, let context):
            text("there is no \"\(key.stringValue)\"", at: context.codingPath)
        case EncodingError.invalidValue(_, let context):
            text(context.debugDescription, at: context.codingPath)
        default: "\(error)"
        }
    }

    private static func text(_ description: String, at path: [any CodingKey]) -> String {
        let place = path.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
        let reason = description.hasSuffix(".") ? String(description.dropLast()) : description
        return place.isEmpty ? reason : "\(reason), at \(place)"
    }
}
