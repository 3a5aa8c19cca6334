// SPDX-License-Identifier: Apache-2.0

/// An object of a route file that may have certain keys and no others, and whose values have to be of their types.
struct StrictObject {
    struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private let container: KeyedDecodingContainer<Key>

    init(_ decoder: any Decoder, keys: [String]) throws {
        do {
            container = try decoder.container(keyedBy: Key.self)
        } catch is DecodingError {
            throw RouteFileError(at: decoder.codingPath, "it must be an object")
        }
        for key in container.allKeys.map(\.stringValue).sorted() where !keys.contains(key) {
            let valid = keys.joined(separator: ", ")
            throw RouteFileError(
                at: container.codingPath + [Key(stringValue: key)],
                "there is no such key; valid are \(valid)"
            )
        }
    }

    /// The value of a key, nil where it is absent or null.
    func value<Value: Decodable>(_ key: String, _ type: Value.Type, _ expected: String) throws -> Value? {
        do {
            return try container.decodeIfPresent(type, forKey: Key(stringValue: key))
        } catch DecodingError.typeMismatch(_, let context) {
            throw RouteFileError(at: context.codingPath, "it must be \(expected)")
        } catch DecodingError.valueNotFound(_, let context) {
            throw RouteFileError(at: context.codingPath, "it must not be null")
        } catch let error as RouteFileError {
            throw error
        } catch {
            // A number that does not fit, which comes as an error of the decoder's own.
            throw self.error(key, "it must be \(expected)")
        }
    }

    func required<Value: Decodable>(_ key: String, _ type: Value.Type, _ expected: String) throws -> Value {
        guard let value = try value(key, type, expected) else { throw error(key, "it must be there: \(expected)") }
        return value
    }

    func string(_ key: String) throws -> String? { try value(key, String.self, "a string") }

    func flag(_ key: String) throws -> Bool? { try value(key, Bool.self, "true or false") }

    /// A number within bounds.
    func number(_ key: String, _ range: ClosedRange<Double>, _ expected: String) throws -> Double? {
        guard let number = try value(key, Double.self, expected) else { return nil }
        guard range.contains(number) else { throw error(key, "it is \(number), and must be \(expected)") }
        return number
    }

    /// A whole number within bounds.
    func whole<Number: FixedWidthInteger & Decodable & Sendable>(
        _ key: String,
        _ range: ClosedRange<Number>
    ) throws -> Number? {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard let number = try value(key, Number.self, expected) else { return nil }
        guard range.contains(number) else { throw error(key, "it is \(number), and must be \(expected)") }
        return number
    }

    /// One of a list of words.
    func word<Word: RawRepresentable & CaseIterable>(_ key: String, _ type: Word.Type) throws -> Word?
    where Word.RawValue == String {
        guard let text = try string(key) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let valid = Word.allCases.map(\.rawValue).joined(separator: ", ")
        throw error(key, "it is \"\(text)\"; valid are \(valid)")
    }

    /// A time in milliseconds or microseconds.
    func time(_ key: String, unit: Duration) throws -> Duration? {
        // As many as a hundred years have microseconds.
        try number(key, 0...3.2e15, "a number of at least 0").map { unit * $0 }
    }

    func error(_ key: String, _ problem: String) -> RouteFileError {
        RouteFileError(at: container.codingPath + [Key(stringValue: key)], problem)
    }

    var codingPath: [any CodingKey] { container.codingPath }

    func contains(_ key: String) -> Bool { container.contains(Key(stringValue: key)) }
}
