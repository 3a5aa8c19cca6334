// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

// Errors that say where the value stands, of what type it is, and what was asked for.
extension PGValue {
    /// The value is of a type, or has a content, that `wanted` cannot be made from.
    public func typeMismatch(_ wanted: Any.Type, _ why: String? = nil) -> PGError {
        let reason = (why ?? remedy(for: wanted)).map { ": \($0)" } ?? ""
        return PGError(.typeMismatch, "\(place) is \(type) and cannot be read as \(wanted)\(reason)")
    }

    /// The value is NULL and `wanted` is not optional.
    public func unexpectedNull(_ wanted: Any.Type) -> PGError {
        PGError(.unexpectedNull, "\(place), \(type), is NULL and cannot be read as \(wanted); valid is \(wanted)?")
    }

    /// The value is outside of the range of `wanted`.
    public func overflow(_ wanted: Any.Type, _ value: String) -> PGError {
        PGError(.overflow, "\(place), \(type), is \(value), which is out of the range of \(wanted)")
    }

    private var place: String {
        let whole = "column \"\(columnName)\" of row \(row)"
        return element.map { "element \($0) of \(whole)" } ?? whole
    }

    /// What to do about the mistakes that are made most.
    private func remedy(for wanted: Any.Type) -> String? {
        switch type {
        case .money:
            "its digits depend on a setting of the server; cast it in the statement, to numeric or text"
        case .numeric where wanted == Double.self || wanted == Float.self:
            "it may hold more digits; cast it in the statement, to double precision, or read it as Decimal"
        case .float8 where wanted == Float.self:
            "it may hold more digits; cast it in the statement, to real, or read it as Double"
        case .date where wanted == Date.self:
            "a day is no point in time; read it as PGDate, or cast it in the statement, to timestamptz"
        case .json, .jsonb:
            "read it as PGJSON<\(wanted)>"
        case let type where type.isUserDefined:
            "it is a type of the database's own; cast it in the statement to a type that is not"
        default:
            nil
        }
    }
}
