// SPDX-License-Identifier: Apache-2.0

/// Which replica bulk reads go to, as a setting says it: a number from 1 on, or none.
///
/// Absent, empty, `-1` and `0` mean none. Anything else that is not a whole number from 1 to the number of replicas is an
/// error that says what is valid; it never silently means the primary.
///
/// Source: CATMAID's `read_only_mirror_index`.
public struct ReplicaIndex: Sendable, Hashable, CustomStringConvertible {
    /// The number, from 1 on; nil for none.
    public let value: Int?

    /// No particular replica.
    public static var none: ReplicaIndex { ReplicaIndex(unchecked: nil) }

    private init(unchecked value: Int?) {
        self.value = value
    }

    /// Makes an index of a number.
    ///
    /// - Parameters:
    ///   - value: The number; nil, -1 and 0 mean none.
    ///   - count: How many replicas there are.
    /// - Throws: ``RoutingError`` with the code ``RoutingError/Code/invalidReplicaIndex`` for any other number that is not
    ///   1 to `count`.
    public init(_ value: Int?, of count: Int) throws(RoutingError) {
        switch value {
        case nil, 0, -1:
            self.value = nil
        case let value? where value >= 1 && value <= count:
            self.value = value
        case let value?:
            throw Self.error("\(value)", of: count)
        }
    }

    /// Makes an index of a number that may have a fraction, as JSON has them.
    ///
    /// - Throws: As ``init(_:of:)``, and for a number that is not whole.
    public init(number: Double, of count: Int) throws(RoutingError) {
        guard let whole = Int(exactly: number) else { throw Self.error("\(number)", of: count) }
        try self.init(whole, of: count)
    }

    /// Makes an index of text, as from an environment variable or a configuration value.
    ///
    /// - Parameters:
    ///   - text: The number in decimal digits; nil, an empty text, `-1` and `0` mean none. Spaces around it count for
    ///     nothing.
    ///   - count: How many replicas there are.
    /// - Throws: As ``init(_:of:)``, and for text that is not a whole number.
    public init(text: String?, of count: Int) throws(RoutingError) {
        let trimmed = text.map(Self.trimmed) ?? ""
        guard !trimmed.isEmpty else {
            self = .none
            return
        }
        let digits = trimmed.utf8.first == UInt8(ascii: "-") ? trimmed.dropFirst() : trimmed[...]
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(trimmed) else {
            throw Self.error("\"\(trimmed)\"", of: count)
        }
        try self.init(number, of: count)
    }

    /// What a read of this index asks for.
    public var target: ReadTarget { .replica(index: value) }

    /// The number, or "none".
    public var description: String { value.map { "\($0)" } ?? "none" }

    private static func trimmed(_ text: String) -> String {
        let isBlank: (Character) -> Bool = { $0.isWhitespace }
        var rest = text.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return String(rest)
    }

    static func error(_ value: String, of count: Int) -> RoutingError {
        let valid =
            switch count {
            case ...0: "there are no replicas, so valid is none"
            case 1: "valid is 1"
            default: "valid are whole numbers from 1 to \(count)"
            }
        return RoutingError(
            code: .invalidReplicaIndex,
            message: "the replica index is \(value): \(valid); nothing, 0 and -1 choose no particular replica",
        )
    }
}
