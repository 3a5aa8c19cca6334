// SPDX-License-Identifier: Apache-2.0

/// Reads the values of a JSON object strictly: it has no other keys than are known, and each value is of its type.
struct ObjectReader {
    private let container: KeyedDecodingContainer<TextKey>
    private let path: [any CodingKey]

    /// - Throws: ``ScenarioError`` where it is no object, or has a key that is not known.
    init(_ decoder: any Decoder, keys: [String], what: String) throws {
        path = decoder.codingPath
        do {
            container = try decoder.container(keyedBy: TextKey.self)
        } catch is DecodingError {
            throw ScenarioError(.invalidValue, at: place(of: path), "this is no object: valid is \(what), in braces")
        }
        let unknown = container.allKeys.map(\.stringValue).filter { !keys.contains($0) }.sorted()
        if let key = unknown.first {
            throw ScenarioError(
                .unknownKey,
                at: place(of: path + [TextKey(key)]),
                "\(what) has no key \"\(key)\": valid are \(keys.joined(separator: ", "))"
            )
        }
    }

    /// Which of these keys the object has.
    func present(of keys: [String]) -> [String] {
        keys.filter { container.contains(TextKey($0)) }
    }

    /// A value; nil where the key is not there.
    ///
    /// - Parameter valid: What is valid, for the error.
    func optional<Value: Decodable>(_ key: String, _ type: Value.Type = Value.self, valid: String) throws -> Value? {
        guard container.contains(TextKey(key)) else { return nil }
        do {
            return try container.decode(Value.self, forKey: TextKey(key))
        } catch is DecodingError {
            throw ScenarioError(
                .invalidValue,
                at: place(of: path + [TextKey(key)]),
                "the value cannot be read: valid is \(valid)"
            )
        }
    }

    /// A value that must be there.
    func required<Value: Decodable>(_ key: String, _ type: Value.Type = Value.self, valid: String) throws -> Value {
        if let value = try optional(key, type, valid: valid) { return value }
        throw ScenarioError(.missingKey, at: place(of: path), "the key \"\(key)\" is missing: it is \(valid)")
    }

    /// A duration; nil where the key is not there.
    func duration(_ key: String) throws -> Duration? {
        guard let text = try optional(key, String.self, valid: DurationText.valid) else { return nil }
        if let duration = DurationText.duration(of: text) { return duration }
        throw ScenarioError(
            .invalidValue,
            at: place(of: path + [TextKey(key)]),
            "\"\(text)\" is no duration: valid is \(DurationText.valid), up to a week"
        )
    }

    /// A duration that must be there.
    func requiredDuration(_ key: String) throws -> Duration {
        if let duration = try duration(key) { return duration }
        throw ScenarioError(
            .missingKey,
            at: place(of: path),
            "the key \"\(key)\" is missing: it is \(DurationText.valid)"
        )
    }

    /// A duration or a word that stands for none.
    ///
    /// - Returns: Nil where the key is not there, else the duration or nil for the word.
    func duration(_ key: String, orWord word: String) throws -> Duration?? {
        if let text = try? container.decode(String.self, forKey: TextKey(key)), text == word { return .some(nil) }
        return try duration(key).map { .some($0) }
    }

    func error(_ key: String?, _ message: String) -> ScenarioError {
        let whole = path + (key.map { [TextKey($0)] } ?? [])
        return ScenarioError(.invalidValue, at: place(of: whole), message)
    }
}
