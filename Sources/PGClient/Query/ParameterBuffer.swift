// SPDX-License-Identifier: Apache-2.0

/// Bytes that are added one after the other: in place while they are few, as those of a key or two are, and else in an array.
struct ParameterBuffer: Sendable {
    private typealias Place = (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)

    private var place: Place = (0, 0, 0, 0, 0, 0)
    private var placed = 0
    /// All of the bytes, once there are more than fit in place.
    private var array: [UInt8]?

    var count: Int { array?.count ?? placed }

    /// Makes room for so many bytes.
    mutating func reserve(_ count: Int) {
        if count > MemoryLayout<Place>.size { withArray { $0.reserveCapacity(count) } }
    }

    /// Adds the bytes of a number as they stand in memory.
    @inline(__always)
    mutating func append<Number: BitwiseCopyable>(_ number: Number) {
        guard array == nil, MemoryLayout<Number>.size <= MemoryLayout<Place>.size - placed else {
            return Swift.withUnsafeBytes(of: number) { append($0) }
        }
        Swift.withUnsafeMutableBytes(of: &place) { $0.storeBytes(of: number, toByteOffset: placed, as: Number.self) }
        placed += MemoryLayout<Number>.size
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard array == nil, bytes.count <= MemoryLayout<Place>.size - placed else {
            return withArray { $0.append(contentsOf: bytes) }
        }
        Swift.withUnsafeMutableBytes(of: &place) { place in
            UnsafeMutableRawBufferPointer(rebasing: place[placed...]).copyMemory(from: bytes)
        }
        placed += bytes.count
    }

    /// Calls `body` with all the bytes as an array, which then holds them.
    @inline(__always)
    mutating func withArray(_ body: (inout [UInt8]) -> Void) {
        var bytes = array.take() ?? withBytes { [UInt8]($0) }
        body(&bytes)
        array = bytes
    }

    /// Calls `body` with all the bytes, which must not leave it.
    @inline(__always)
    func withBytes<Answer>(_ body: (UnsafeRawBufferPointer) -> Answer) -> Answer {
        if let array { return array.withUnsafeBytes(body) }
        return Swift.withUnsafeBytes(of: place) { body(UnsafeRawBufferPointer(rebasing: $0[..<placed])) }
    }
}
