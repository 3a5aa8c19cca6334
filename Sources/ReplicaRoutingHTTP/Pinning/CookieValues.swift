// SPDX-License-Identifier: Apache-2.0

#if HTTP
import HTTPTypes

/// The values of the cookies of one name, in all `Cookie` fields of a request (RFC 6265, section 4.2; HTTP/2 may split
/// the field).
struct CookieValues: Sequence {
    private let name: String
    private let fields: [String]

    init(of name: String, in fields: HTTPFields) {
        self.name = name
        self.fields = fields[values: .cookie]
    }

    // Bytes, not characters: to Swift a semicolon with a combining accent is no semicolon.
    func makeIterator() -> some IteratorProtocol<Substring> {
        fields.lazy
            .flatMap { $0.utf8.split(separator: UInt8(ascii: ";")) }
            .compactMap { pair in
                let pair = pair.drop(while: Self.isBlank)
                guard
                    let sign = pair.firstIndex(of: UInt8(ascii: "=")),
                    pair[..<sign].elementsEqual(name.utf8)
                else { return nil }
                var value = pair[pair.index(after: sign)...]
                while let last = value.last, Self.isBlank(last) { value.removeLast() }
                return Substring(value)
            }
            .makeIterator()
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
#endif
