// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A type whose values can be parameters of a statement.
///
/// For example, an identifier type of one's own:
///
/// ```swift
/// extension SkeletonID: PGEncodable {
///     func encode(into parameters: inout PGParameters) { rawValue.encode(into: &parameters) }
/// }
/// ```
public protocol PGEncodable: Sendable {
    /// Appends exactly one parameter.
    func encode(into parameters: inout PGParameters)
}

extension PGParameters {
    mutating func append(_ integer: some FixedWidthInteger, as type: PGType) {
        appendBinary(type) { bytes in
            withUnsafeBytes(of: integer.bigEndian) { bytes.append(contentsOf: $0) }
        }
    }
}

extension Bool: PGEncodable {
    /// As `boolean`.
    public func encode(into parameters: inout PGParameters) { parameters.append(UInt8(self ? 1 : 0), as: .bool) }
}

extension Int16: PGEncodable {
    /// As `smallint`.
    public func encode(into parameters: inout PGParameters) { parameters.append(self, as: .int2) }
}

extension Int32: PGEncodable {
    /// As `integer`.
    public func encode(into parameters: inout PGParameters) { parameters.append(self, as: .int4) }
}

extension Int64: PGEncodable {
    /// As `bigint`.
    public func encode(into parameters: inout PGParameters) { parameters.append(self, as: .int8) }
}

extension Int: PGEncodable {
    /// As `bigint`.
    public func encode(into parameters: inout PGParameters) { Int64(self).encode(into: &parameters) }
}

extension Float: PGEncodable {
    /// As `real`.
    public func encode(into parameters: inout PGParameters) { parameters.append(bitPattern, as: .float4) }
}

extension Double: PGEncodable {
    /// As `double precision`.
    public func encode(into parameters: inout PGParameters) { parameters.append(bitPattern, as: .float8) }
}

extension String: PGEncodable {
    /// As text of the type that the place asks for. A string with a NUL byte makes the statement fail with the
    /// code `invalidParameter` before it is sent.
    public func encode(into parameters: inout PGParameters) { parameters.appendText(self) }
}

extension [UInt8]: PGEncodable {
    /// As `bytea`.
    public func encode(into parameters: inout PGParameters) {
        parameters.appendBinary(.bytea) { $0.append(contentsOf: self) }
    }
}

extension UUID: PGEncodable {
    /// As `uuid`.
    public func encode(into parameters: inout PGParameters) {
        parameters.appendBinary(.uuid) { bytes in
            withUnsafeBytes(of: uuid) { bytes.append(contentsOf: $0) }
        }
    }
}
