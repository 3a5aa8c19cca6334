// SPDX-License-Identifier: Apache-2.0

internal import CLibPQ

/// The bound parameters of a statement, in one buffer for all of them.
public struct PGParameters: Sendable {
    private struct Slot: Sendable {
        var type: UInt32
        var format: Int32
        /// Where the bytes start in the buffer; -1 for NULL.
        var offset: Int
        var length: Int32
    }

    private var bytes: [UInt8] = []
    private var slots: [Slot] = []

    /// Why a value could not be taken; the statement is then refused before anything is sent.
    private(set) var failure: PGError?

    /// No parameters.
    public init() {}

    /// How many parameters there are.
    public var count: Int { slots.count }

    /// Adds a value in PostgreSQL's binary format.
    ///
    /// - Parameters:
    ///   - type: The OID of the value's type.
    ///   - write: Appends the bytes of the value.
    public mutating func appendBinary(_ type: PGType, _ write: (inout [UInt8]) -> Void) {
        let offset = bytes.count
        write(&bytes)
        append(type: type, format: 1, from: offset)
    }

    /// Adds a value as text whose type the server takes from where the parameter stands, as it does for a quoted
    /// literal: so a string fits an enum, a uuid or a date column.
    public mutating func appendText(_ text: String) {
        let offset = bytes.count
        bytes.append(contentsOf: text.utf8)
        // libpq takes text up to its first NUL; anything behind it would be lost without a word.
        if bytes[offset...].contains(0) {
            fail(
                PGError(
                    .invalidParameter,
                    "parameter $\(count + 1) is a string with a NUL byte, which no text can hold"
                )
            )
        }
        append(type: .unspecified, format: 0, from: offset)
        bytes.append(0)
    }

    /// Adds a NULL.
    public mutating func appendNull() {
        append(Slot(type: 0, format: 0, offset: -1, length: 0))
    }

    private mutating func append(type: PGType, format: Int32, from offset: Int) {
        guard let length = Int32(exactly: bytes.count - offset) else {
            fail(PGError(.invalidParameter, "parameter $\(count + 1) is longer than 2 GiB"))
            return
        }
        append(Slot(type: type.rawValue, format: format, offset: offset, length: length))
    }

    private mutating func append(_ slot: Slot) {
        slots.append(slot)
        if slots.count > 65_535 {
            fail(PGError(.invalidParameter, "a statement can have at most 65535 parameters"))
        }
    }

    mutating func fail(_ error: PGError) {
        if failure == nil { failure = error }
    }

    /// The OIDs of the types, 0 where the server infers it.
    var types: [UInt32] { slots.map(\.type) }

    func areOfTypes(_ types: [UInt32]) -> Bool {
        guard slots.count == types.count else { return false }
        for index in slots.indices where slots[index].type != types[index] { return false }
        return true
    }

    /// The arrays that libpq takes, valid during `body`.
    func withPointers<Result>(
        _ body: (
            _ count: Int32, UnsafePointer<Oid>?, UnsafePointer<UnsafePointer<CChar>?>?,
            _ lengths: UnsafePointer<Int32>?, _ formats: UnsafePointer<Int32>?
        ) -> Result
    ) -> Result {
        guard !slots.isEmpty else { return body(0, nil, nil, nil, nil) }
        let count = slots.count
        return bytes.withUnsafeBytes { bytes in
            withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) { values in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: count * 3) { numbers in
                    for (index, slot) in slots.enumerated() {
                        numbers[index] = Int32(bitPattern: slot.type)
                        numbers[count + index] = slot.length
                        numbers[2 * count + index] = slot.format
                        values[index] =
                            slot.offset < 0 ? nil : Self.pointer(to: slot.offset, in: bytes)
                    }
                    guard let base = numbers.baseAddress else { return body(0, nil, nil, nil, nil) }
                    return base.withMemoryRebound(to: Oid.self, capacity: count) { types in
                        body(
                            Int32(count),
                            types,
                            UnsafePointer(values.baseAddress),
                            UnsafePointer(base + count),
                            UnsafePointer(base + 2 * count)
                        )
                    }
                }
            }
        }
    }

    /// An empty value is not NULL, so it needs an address of its own even where there is no buffer.
    private static func pointer(to offset: Int, in bytes: UnsafeRawBufferPointer) -> UnsafePointer<CChar>? {
        guard let base = bytes.baseAddress else { return emptyValue }
        return (base + offset).assumingMemoryBound(to: CChar.self)
    }

    // Written once, never changed and never freed.
    private nonisolated(unsafe) static let emptyValue: UnsafePointer<CChar> = {
        let byte = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
        byte.initialize(to: 0)
        return UnsafePointer(byte)
    }()
}
