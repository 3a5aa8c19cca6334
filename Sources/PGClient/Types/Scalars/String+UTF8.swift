// SPDX-License-Identifier: Apache-2.0

extension String {
    /// Text of valid UTF-8; `nil` for other bytes.
    ///
    /// It is what `String(validating:as:)` does, which takes more than twice as long in Swift 6.3.
    init?(utf8 bytes: UnsafeRawBufferPointer) {
        self.init(decoding: bytes, as: UTF8.self)
        guard !bytes.isASCII else { return }
        // Whatever is not valid has been repaired, and so is other bytes now.
        guard utf8.elementsEqual(bytes) else { return nil }
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the bytes are text.
    @inline(__always)
    var isUTF8: Bool { isASCII || isUTF8BeyondASCII }

    private var isUTF8BeyondASCII: Bool {
        guard #available(macOS 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, *) else {
            return String(utf8: self) != nil
        }
        return withMemoryRebound(to: UInt8.self) { (try? UTF8Span(validating: $0.span)) != nil }
    }

    /// Whether no byte has its highest bit set.
    @inline(__always)
    fileprivate var isASCII: Bool {
        let word = MemoryLayout<UInt64>.size
        var highBits: UInt64 = 0
        if count < word {
            for byte in self { highBits |= UInt64(byte) }
        } else {
            var offset = 0
            while offset <= count &- word {
                highBits |= loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                offset &+= word
            }
            // The last word again, as far as it has been seen.
            highBits |= loadUnaligned(fromByteOffset: count &- word, as: UInt64.self)
        }
        return highBits & 0x8080_8080_8080_8080 == 0
    }
}
