// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

extension String {
    /// Whether there is a NUL byte, where C would take the end of the text to be.
    var holdsNUL: Bool {
        utf8.withContiguousStorageIfAvailable { $0.holdsNUL } ?? utf8.contains(0)
    }
}

extension StaticString {
    /// Whether there is a NUL byte.
    @inline(__always)
    var holdsNUL: Bool { utf8CodeUnitCount > 0 && withUTF8Buffer { $0.holdsNUL } }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether there is a NUL byte.
    var holdsNUL: Bool { baseAddress.map { memchr($0, 0, count) != nil } ?? false }
}
