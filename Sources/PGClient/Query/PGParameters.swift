// SPDX-License-Identifier: Apache-2.0

internal import CLibPQ

/// The bound parameters of a statement, in one buffer for all of them.
public struct PGParameters: Sendable {
    /// What stands before the bytes of each value in the buffer.
    private struct Header: BitwiseCopyable {
        static let size = 12

        var type: UInt32
        /// 0 for text, which a NUL byte follows; 1 for the binary format.
        var format: Int32
        /// -1 for NULL.
        var length: Int32

        /// Where the next header is, counted from the end of this one.
        var space: Int { length < 0 ? 0 : Int(length) + (format == 0 ? 1 : 0) }
    }

    private var buffer = ParameterBuffer()

    /// How many parameters there are.
    public private(set) var count = 0

    /// Why a value could not be taken; the statement is then refused before anything is sent.
    private(set) var failure: PGError?

    /// No parameters.
    public init() {}

    /// Makes room for some values, as large as numbers are; others make more room when they come.
    mutating func reserve(_ count: Int) {
        buffer.reserve(count * (Header.size + 12))
    }

    /// Adds a value in PostgreSQL's binary format.
    ///
    /// - Parameters:
    ///   - type: The OID of the value's type.
    ///   - write: Appends the bytes of the value to what is empty.
    public mutating func appendBinary(_ type: PGType, _ write: (inout [UInt8]) -> Void) {
        var value: [UInt8] = []
        write(&value)
        value.withUnsafeBytes { append(type, $0) }
    }

    /// Adds a value as text whose type the server takes from where the parameter stands, as it does for a quoted
    /// literal: so a string fits an enum, a uuid or a date column.
    public mutating func appendText(_ text: String) {
        // libpq takes text up to its first NUL; anything behind it would be lost without a word.
        if text.holdsNUL {
            fail(
                PGError(
                    .invalidParameter,
                    "parameter $\(count + 1) is a string with a NUL byte, which no text can hold"
                )
            )
        }
        var text = text
        text.withUTF8 { text in
            guard let length = length(of: text.count) else { return }
            append(Header(type: PGType.unspecified.rawValue, format: 0, length: length))
            buffer.append(UnsafeRawBufferPointer(text))
            buffer.append(0 as UInt8)
        }
    }

    /// Adds a NULL.
    public mutating func appendNull() {
        append(Header(type: 0, format: 0, length: -1))
    }

    /// Adds a value of a few bytes.
    @inline(__always)
    mutating func append(_ type: PGType, _ bytes: UnsafeRawBufferPointer) {
        guard let length = length(of: bytes.count) else { return }
        append(Header(type: type.rawValue, format: 1, length: length))
        buffer.append(bytes)
    }

    /// Adds a value in PostgreSQL's binary format.
    ///
    /// - Parameter write: Appends the bytes of the value to what is there, and does nothing else with it.
    @inline(__always)
    mutating func append(_ type: PGType, _ write: (inout [UInt8]) -> Void) {
        let start = buffer.count
        append(Header(type: type.rawValue, format: 1, length: 0))
        var isTooLong = false
        buffer.withArray { bytes in
            write(&bytes)
            guard let length = Int32(exactly: bytes.count - start - Header.size) else {
                // What stands before a value has to be true of it, whoever looks at the parameters meanwhile.
                bytes.removeSubrange((start + Header.size)...)
                isTooLong = true
                return
            }
            bytes.withUnsafeMutableBytes { $0.storeBytes(of: length, toByteOffset: start + 8, as: Int32.self) }
        }
        if isTooLong { fail(Self.tooLong(count)) }
    }

    /// What stands before a value of a size; `nil` where there is no such value, and a NULL has been added.
    private mutating func length(of size: Int) -> Int32? {
        if let length = Int32(exactly: size) { return length }
        fail(Self.tooLong(count + 1))
        appendNull()
        return nil
    }

    private static func tooLong(_ number: Int) -> PGError {
        PGError(.invalidParameter, "parameter $\(number) is longer than 2 GiB")
    }

    /// Adds a number, whose bytes are in the order of the server.
    @inline(__always)
    mutating func append<Number: BitwiseCopyable>(_ type: PGType, _ number: Number) {
        append(Header(type: type.rawValue, format: 1, length: Int32(MemoryLayout<Number>.size)))
        buffer.append(number)
    }

    @inline(__always)
    private mutating func append(_ header: Header) {
        buffer.append(header)
        count += 1
        if count > 65_535 {
            fail(PGError(.invalidParameter, "a statement can have at most 65535 parameters"))
        }
    }

    mutating func fail(_ error: PGError) {
        if failure == nil { failure = error }
    }

    /// Calls `body` with each value: what stands before it, and where it starts in the buffer.
    @inline(__always)
    private static func forEach(
        in bytes: UnsafeRawBufferPointer,
        _ body: (Header, _ start: Int) -> Void
    ) {
        var position = 0
        while position + Header.size <= bytes.count {
            let header = Header(
                type: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self),
                format: bytes.loadUnaligned(fromByteOffset: position + 4, as: Int32.self),
                length: bytes.loadUnaligned(fromByteOffset: position + 8, as: Int32.self)
            )
            position += Header.size
            body(header, position)
            position += header.space
        }
    }

    /// The OIDs of the types, 0 where the server infers it.
    var types: [UInt32] {
        buffer.withBytes { bytes in
            var types: [UInt32] = []
            types.reserveCapacity(count)
            Self.forEach(in: bytes) { header, _ in types.append(header.type) }
            return types
        }
    }

    func areOfTypes(_ types: [UInt32]) -> Bool {
        guard count == types.count else { return false }
        return buffer.withBytes { bytes in
            var index = 0
            var areEqual = true
            Self.forEach(in: bytes) { header, _ in
                if types[index] != header.type { areEqual = false }
                index += 1
            }
            return areEqual
        }
    }

    /// The arrays that libpq takes, valid during `body`.
    @inline(__always)
    func withPointers<Result>(
        _ body: (
            _ count: Int32, UnsafePointer<Oid>?, UnsafePointer<UnsafePointer<CChar>?>?,
            _ lengths: UnsafePointer<Int32>?, _ formats: UnsafePointer<Int32>?
        ) -> Result
    ) -> Result {
        guard count > 0 else { return body(0, nil, nil, nil, nil) }
        return buffer.withBytes { bytes in
            withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) { values in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: count * 3) { numbers in
                    var index = 0
                    Self.forEach(in: bytes) { header, start in
                        numbers[index] = Int32(bitPattern: header.type)
                        numbers[count + index] = max(0, header.length)
                        numbers[2 * count + index] = header.format
                        values[index] = header.length < 0 ? nil : Self.pointer(to: start, in: bytes)
                        index += 1
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

    private static func pointer(to start: Int, in bytes: UnsafeRawBufferPointer) -> UnsafePointer<CChar>? {
        bytes.baseAddress.map { ($0 + start).assumingMemoryBound(to: CChar.self) }
    }
}
