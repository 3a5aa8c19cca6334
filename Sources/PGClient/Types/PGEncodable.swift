// SPDX-License-Identifier: Apache-2.0

/// A type whose values can be parameters of a statement.
///
/// For example, an identifier type of one's own:
///
/// ```swift
/// extension SkeletonID: PGEncodable {
///     static var arrayElementType: PGType { .int8 }
///     func encode(into parameters: inout PGParameters) { rawValue.encode(into: &parameters) }
/// }
/// ```
///
/// An enum with a raw value needs no more than the conformance. Arrays of the type, and of optionals of it, can then
/// be parameters as well; see ``PGEncodableElement``.
public protocol PGEncodable: PGEncodableElement {
    /// Appends exactly one parameter.
    func encode(into parameters: inout PGParameters)

    /// The type of the elements of an array of such values.
    ///
    /// By default `unspecified`: the type that the first element is sent as, and the type that the place asks for
    /// where that is text or where there is no element.
    static var arrayElementType: PGType { get }
}

extension PGEncodable {
    /// `unspecified`.
    public static var arrayElementType: PGType { .unspecified }
}

/// A type of which Swift arrays can be parameters of a statement.
///
/// Each ``PGEncodable`` type is one, by default as one-dimensional PostgreSQL array. `UInt8` is one by itself:
/// `[UInt8]` is sent as `bytea`.
public protocol PGEncodableElement: Sendable {
    /// Appends exactly one parameter.
    static func encodeArray(_ elements: [Self], into parameters: inout PGParameters)
}
