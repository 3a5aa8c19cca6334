// SPDX-License-Identifier: Apache-2.0

extension PGEncodable where Self: RawRepresentable, RawValue: PGEncodable {
    /// The type of the elements of an array of raw values. It is `unspecified` for strings, so that they fit an array
    /// of an enum of the database.
    public static var arrayElementType: PGType {
        RawValue.self == String.self ? .unspecified : RawValue.arrayElementType
    }

    /// As the raw value.
    public func encode(into parameters: inout PGParameters) { rawValue.encode(into: &parameters) }
}

extension PGDecodable where Self: RawRepresentable, RawValue: PGDecodable {
    /// From what the raw value is read from.
    ///
    /// - Throws: ``PGError`` with the code `typeMismatch` also for a value that no case has.
    public static func decode(_ value: PGValue) throws(PGError) -> Self {
        let rawValue = try RawValue.decode(value)
        guard let decoded = Self(rawValue: rawValue) else {
            let text = String(describing: rawValue)
            let shown = text.count > 40 ? "\(text.prefix(40))..." : text
            throw value.typeMismatch(Self.self, "\"\(shown)\" is not the raw value of any")
        }
        return decoded
    }
}
