// SPDX-License-Identifier: Apache-2.0

/// A type that can be made from one value of a result.
///
/// An enum with a raw value needs no more than the conformance:
///
/// ```swift
/// enum Mood: String, PGDecodable, PGEncodable { case happy, sad }
/// ```
///
/// Arrays of it, and of optionals of it, can then be read as well; see ``PGDecodableElement``.
public protocol PGDecodable: PGDecodableElement {
    /// Makes an instance.
    ///
    /// - Throws: ``PGError``; ``PGValue`` has functions that make errors which name column and type.
    static func decode(_ value: PGValue) throws(PGError) -> Self
}

/// A type of which Swift arrays can be made from one value of a result.
///
/// Each ``PGDecodable`` type is one, by default from the elements of a one-dimensional PostgreSQL array. `UInt8` is
/// one by itself: `[UInt8]` is made from `bytea`.
public protocol PGDecodableElement: Sendable {
    /// Makes an array.
    ///
    /// - Throws: ``PGError``.
    static func decodeArray(_ value: PGValue) throws(PGError) -> [Self]
}

extension Optional: PGDecodableElement where Wrapped: PGDecodable {}

extension Optional: PGDecodable where Wrapped: PGDecodable {
    /// `nil` for NULL.
    public static func decode(_ value: PGValue) throws(PGError) -> Self {
        value.isNull ? nil : try Wrapped.decode(value)
    }
}
