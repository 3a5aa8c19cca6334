// SPDX-License-Identifier: Apache-2.0

// `[UInt8]` is `bytea`; each other array is a PostgreSQL array of one dimension. Only one conformance of Array can
// exist, so which of both it is lies with the element.

extension Array: PGEncodableElement where Element: PGEncodableElement {}

extension Array: PGEncodable where Element: PGEncodableElement {
    /// `bytea` for `[UInt8]`; there are no arrays of other arrays.
    public static var arrayElementType: PGType { Element.self == UInt8.self ? .bytea : .unspecified }

    /// As `bytea` if these are bytes, else as an array.
    public func encode(into parameters: inout PGParameters) { Element.encodeArray(self, into: &parameters) }
}

extension PGEncodable {
    /// As an array of ``arrayElementType``.
    public static func encodeArray(_ elements: [Self], into parameters: inout PGParameters) {
        ArrayWriter.append(elements, of: arrayElementType, to: &parameters) { $0.encode(into: &$1) }
    }
}

extension Optional: PGEncodableElement where Wrapped: PGEncodable {
    /// As an array in which `nil` is NULL.
    public static func encodeArray(_ elements: [Wrapped?], into parameters: inout PGParameters) {
        ArrayWriter.append(elements, of: Wrapped.arrayElementType, to: &parameters) { element, parameters in
            if let element { element.encode(into: &parameters) } else { parameters.appendNull() }
        }
    }
}

extension Array: PGDecodableElement where Element: PGDecodableElement {}

extension Array: PGDecodable where Element: PGDecodableElement {
    /// From `bytea` if these are bytes, else from an array of at most one dimension.
    ///
    /// Where the server counts the elements from is lost: the first one is at 0.
    public static func decode(_ value: PGValue) throws(PGError) -> [Element] { try Element.decodeArray(value) }
}

extension PGDecodable {
    /// From an array of at most one dimension.
    ///
    /// - Throws: ``PGError``; for a NULL where `Self` is not optional it names the element, counted from 0.
    public static func decodeArray(_ value: PGValue) throws(PGError) -> [Self] {
        var elements = try ArrayReader(value, for: [Self].self)
        var decoded: [Self] = []
        decoded.reserveCapacity(elements.count)
        while let element = try elements.next() {
            decoded.append(try decode(element))
        }
        return decoded
    }
}
