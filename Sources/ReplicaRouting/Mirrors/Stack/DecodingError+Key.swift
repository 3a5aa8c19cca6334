// SPDX-License-Identifier: Apache-2.0

extension DecodingError {
    /// Which key is missing or wrong, and what belongs there: `mirrors[2].tile_width is missing`.
    var namingTheKey: String {
        switch self {
        case .keyNotFound(let key, let context):
            "\(Self.path(context.codingPath + [key])) is missing"
        case .valueNotFound(let type, let context):
            "\(Self.path(context.codingPath)) is null, valid is \(Self.name(of: type))"
        case .typeMismatch(let type, let context):
            "\(Self.path(context.codingPath)) has the wrong type, valid is \(Self.name(of: type))"
        case .dataCorrupted(let context):
            "\(Self.path(context.codingPath)) holds a value that is not valid there: \(context.debugDescription)"
        @unknown default:
            "it cannot be decoded"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        guard !keys.isEmpty else { return "the whole" }
        return keys.enumerated().reduce(into: "") { path, step in
            if let index = step.element.intValue {
                path += "[\(index)]"
            } else {
                path += (step.offset == 0 ? "" : ".") + step.element.stringValue
            }
        }
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is Int.Type: "a whole number"
        case is String.Type: "a text"
        case is [String: Any].Type: "an object"
        case is [Any].Type: "an array"
        default: "\(type)"
        }
    }
}

extension KeyedDecodingContainer {
    /// Decodes a value. `JSONDecoder` says of a number that does not fit that the whole JSON is wrong; this names the
    /// key instead.
    func decodeNamed<Value: Decodable>(_ type: Value.Type = Value.self, forKey key: Key) throws -> Value {
        do {
            return try decode(type, forKey: key)
        } catch let error as DecodingError {
            throw error
        } catch let error as MirrorError {
            throw error
        } catch {
            throw DecodingError.dataCorruptedError(
                forKey: key,
                in: self,
                debugDescription: "valid are whole numbers between -2^63 and 2^63"
            )
        }
    }
}
