// SPDX-License-Identifier: Apache-2.0

/// How the properties of a `Decodable` type find their columns. More ways may be added in a minor version.
public struct PGRowKeyStrategy: Hashable, Sendable {
    private enum Kind { case useDefaultKeys, convertFromSnakeCase }

    private let kind: Kind

    /// A property has the name of its column, to the letter.
    public static let useDefaultKeys = PGRowKeyStrategy(kind: .useDefaultKeys)

    /// The column `created_at` is the property `createdAt`, as with Foundation's `JSONDecoder`: letters behind an
    /// underscore become capitals, other capitals small ones; underscores at the start and the end stay.
    public static let convertFromSnakeCase = PGRowKeyStrategy(kind: .convertFromSnakeCase)

    /// The name of the property for a column.
    func key(forColumn name: String) -> String {
        switch kind {
        case .useDefaultKeys: name
        case .convertFromSnakeCase: Self.camelCase(name)
        }
    }

    private static func camelCase(_ name: String) -> String {
        let leading = name.prefix { $0 == "_" }
        let trailing = name.dropFirst(leading.count).reversed().prefix { $0 == "_" }.count
        let words = name.dropFirst(leading.count).dropLast(trailing).split(separator: "_")
        guard words.count > 1, let first = words.first else { return name }
        let rest = words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }
        return leading + first.lowercased() + rest.joined() + String(repeating: "_", count: trailing)
    }
}
