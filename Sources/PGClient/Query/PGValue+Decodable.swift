// SPDX-License-Identifier: Apache-2.0

extension PGValue {
    /// Makes a `Decodable` value: from JSON if it is such a column, else as ``PGDecodable`` where the type is that,
    /// else through the type's own `init(from:)`.
    func decodeDecodable<Value: Decodable>(_ wanted: Value.Type) throws(PGError) -> Value {
        // The most frequent ones, for which there is nothing to find out.
        let known: (any Decodable)? =
            switch wanted {
            case is String.Type: try String.decode(self)
            case is Int.Type where !isJSON: try Int.decode(self)
            case is Int64.Type where !isJSON: try Int64.decode(self)
            default: nil
            }
        if let known = known as? Value { return known }
        if isJSON, !isNull { return try decodeJSON(wanted) }
        if let readable = wanted as? any PGDecodable.Type, let value = try readable.decode(self) as? Value {
            return value
        }
        if let integer = wanted as? any FixedWidthInteger.Type, let value = try anyInteger(integer) as? Value {
            return value
        }
        do {
            return try wanted.init(from: PGValueDecoder(value: self, wanted: wanted))
        } catch let error as PGError {
            throw error
        } catch {
            throw typeMismatch(wanted, DecodingFailure.text(error))
        }
    }

    private var isJSON: Bool { type == .json || type == .jsonb }
}
