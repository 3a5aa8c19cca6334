// SPDX-License-Identifier: Apache-2.0

/// The text of an `inet` or a `cidr` as the server writes it.
///
/// The binary format is: address family (2 or 3), bits of the network mask, whether it is a `cidr`, number of address
/// bytes, address bytes.
enum NetworkAddressText {
    static func decode(_ value: PGValue) throws(PGError) -> String {
        try value.withRequiredBytes(for: String.self) { bytes throws(PGError) in
            let length = bytes.count - 4
            guard length == 4 || length == 16, bytes[0] == (length == 4 ? 2 : 3), Int(bytes[3]) == length,
                Int(bytes[1]) <= length * 8
            else { throw value.typeMismatch(String.self, "the bytes are not those of a network address") }
            let address = UnsafeRawBufferPointer(rebasing: bytes[4...])
            let text = length == 4 ? version4(address[...]) : version6(address)
            let isWhole = Int(bytes[1]) == length * 8 && value.type == .inet
            return isWhole ? text : "\(text)/\(bytes[1])"
        }
    }

    private static func version4(_ address: Slice<UnsafeRawBufferPointer>) -> String {
        address.map { "\($0)" }.joined(separator: ".")
    }

    /// RFC 5952: lowercase, no leading zeros, the first longest run of two or more zero groups as `::`; and, as the
    /// server does it, an IPv4 address in the last four bytes in dotted form.
    private static func version6(_ address: UnsafeRawBufferPointer) -> String {
        let groups = (0..<8).map { UInt16(address[2 * $0]) << 8 | UInt16(address[2 * $0 + 1]) }
        let zeros = longestZeroRun(groups)
        let holdsVersion4 = zeros == 0..<6 || (zeros == 0..<5 && groups[5] == 0xFFFF)
        let hexadecimal = holdsVersion4 ? groups[..<6] : groups[...]
        let dotted = holdsVersion4 ? [version4(address[12...])] : []
        func text(_ range: Range<Int>) -> [String] {
            hexadecimal[range].map { String($0, radix: 16) }
        }
        guard let zeros else { return text(0..<hexadecimal.count).joined(separator: ":") }
        let head = text(0..<zeros.lowerBound)
        let tail = text(zeros.upperBound..<hexadecimal.count) + dotted
        return "\(head.joined(separator: ":"))::\(tail.joined(separator: ":"))"
    }

    private static func longestZeroRun(_ groups: [UInt16]) -> Range<Int>? {
        var longest = 0..<1
        var start = 0
        for (index, group) in groups.enumerated() {
            if group != 0 { start = index + 1 }
            if index + 1 - start > longest.count { longest = start..<(index + 1) }
        }
        return longest.count > 1 ? longest : nil
    }
}
