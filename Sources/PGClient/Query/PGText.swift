// SPDX-License-Identifier: Apache-2.0

/// Text of a result, in place: the bytes stay where libpq has put them, nothing is copied and nothing allocated.
///
/// For large results whose texts are only looked at or written on:
///
/// ```swift
/// try result.forEach(as: (Int64, PGText).self) { id, title in
///     page.append(contentsOf: title.utf8)
/// }
/// ```
///
/// What is kept of it keeps the whole result in memory; `String(text)` makes a copy of its own.
public struct PGText: Sendable {
    /// Keeps the bytes alive; nothing changes them.
    @usableFromInline let result: PGResult
    @usableFromInline nonisolated(unsafe) let start: UnsafeRawPointer?
    @usableFromInline let count: Int

    /// - Parameter bytes: Valid UTF-8 in the memory of `result`.
    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer, in result: PGResult) {
        self.result = result
        start = bytes.baseAddress
        count = bytes.count
    }

    /// The bytes of the text, which are valid UTF-8.
    @inlinable public var utf8: UTF8View { UTF8View(self) }

    /// Calls `body` with the bytes of the text, which must not leave it.
    ///
    /// - Throws: What `body` throws.
    @inlinable
    public func withUTF8<Answer, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Answer
    ) throws(Failure) -> Answer {
        defer { extendLifetime(result) }
        return try body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// The bytes of a text.
    public struct UTF8View: RandomAccessCollection, Sendable {
        @usableFromInline let text: PGText

        @inlinable
        init(_ text: PGText) { self.text = text }

        /// 0
        @inlinable public var startIndex: Int { 0 }

        /// How many bytes there are.
        @inlinable public var endIndex: Int { text.count }

        /// A byte by its position from 0.
        @inlinable
        public subscript(position: Int) -> UInt8 {
            // Stops the program beyond the end, as an array does, in release builds too.
            precondition(indices.contains(position), "a text of \(count) bytes has none at \(position)")
            return text.withUTF8 { $0[position] }
        }

        /// Calls `body` with all bytes, which must not leave it.
        @inlinable
        public func withContiguousStorageIfAvailable<Answer>(
            _ body: (UnsafeBufferPointer<UInt8>) throws -> Answer
        ) rethrows -> Answer? {
            defer { extendLifetime(text.result) }
            return try UnsafeRawBufferPointer(start: text.start, count: text.count)
                .withMemoryRebound(to: UInt8.self, body)
        }
    }
}

extension PGText: Hashable, Comparable, CustomStringConvertible {
    /// Compares byte by byte, as a `COLLATE "C"` of the server does; `String` also takes what is written differently and
    /// means the same as equal.
    public static func == (left: PGText, right: PGText) -> Bool { left.utf8.elementsEqual(right.utf8) }

    /// Compares byte by byte.
    public static func < (left: PGText, right: PGText) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }

    /// Compares byte by byte with text of the program's own.
    public static func == (left: PGText, right: some StringProtocol) -> Bool { left.utf8.elementsEqual(right.utf8) }

    /// Compares byte by byte with text of the program's own.
    public static func != (left: PGText, right: some StringProtocol) -> Bool { !(left == right) }

    /// The bytes as a whole are what is hashed.
    public func hash(into hasher: inout Hasher) {
        withUTF8 { hasher.combine(bytes: $0) }
        hasher.combine(count)
    }

    /// A copy.
    public var description: String { String(self) }
}

extension String {
    /// A copy of its own, which does not keep the result.
    public init(_ text: PGText) {
        self = text.withUTF8 { String(decoding: $0, as: UTF8.self) }
    }
}

extension PGText: PGDecodable {
    /// From `text` and its kin, and the enums and text domains of the database.
    ///
    /// - Throws: ``PGError`` with the code `typeMismatch` for another type or invalid UTF-8, `unexpectedNull` for NULL.
    public static func decode(_ value: PGValue) throws(PGError) -> PGText {
        guard value.type.isPlainText else { throw value.typeMismatch(PGText.self) }
        return try value.withRequiredBytes(for: PGText.self) { bytes throws(PGError) in
            guard bytes.isUTF8 else { throw value.typeMismatch(PGText.self, "invalid UTF-8") }
            return PGText(bytes, in: value.result)
        }
    }
}
