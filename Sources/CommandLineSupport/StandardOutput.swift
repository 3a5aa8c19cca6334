// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Output past the buffers of the C library, so that it is there when the process ends in whatever way.
package enum StandardOutput {
    /// The system's number of the first error that cost some of the output; 0 for none.
    private static let failure = Atomic<Int32>(0)

    /// Writes a line.
    package static func print(_ line: String) { write(line + "\n") }

    /// Writes all of the text, or as much as the receiver takes; ``check()`` tells of the rest.
    package static func write(_ text: String, to descriptor: Int32 = 1) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                #if canImport(Darwin)
                let written = Darwin.write(descriptor, part.baseAddress, part.count)
                #elseif canImport(Glibc)
                let written = Glibc.write(descriptor, part.baseAddress, part.count)
                #else
                let written = Musl.write(descriptor, part.baseAddress, part.count)
                #endif
                if written > 0 {
                    rest = rest.dropFirst(written)
                } else if errno != EINTR {
                    // Who has closed a pipe has read enough.
                    if descriptor == 1, errno != EPIPE { note(errno) }
                    return
                }
            }
        }
    }
    /// - Throws: ``OutputError`` where something could not be written, to a full disk for example.
    package static func check() throws(OutputError) {
        let number = failure.load(ordering: .relaxed)
        if number != 0 { throw OutputError(reason: String(cString: strerror(number))) }
    }

    private static func note(_ number: Int32) {
        _ = failure.compareExchange(expected: 0, desired: number, ordering: .relaxed)
    }
}
