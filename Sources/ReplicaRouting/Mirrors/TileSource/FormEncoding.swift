// SPDX-License-Identifier: Apache-2.0

/// Query strings as HTML forms send them: `application/x-www-form-urlencoded` of the WHATWG URL standard, of UTF-8.
///
/// <https://url.spec.whatwg.org/#application/x-www-form-urlencoded>
enum FormEncoding {
    /// ASCII letters, digits and `*-._` stay, a space becomes `+`, every other byte `%` and two capital digits.
    static func encode(_ text: String) -> String {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"):
                encoded.append(byte)
            case UInt8(ascii: " "):
                encoded.append(UInt8(ascii: "+"))
            default:
                encoded += [UInt8(ascii: "%"), digit(byte >> 4), digit(byte & 0xF)]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// `name=value` pairs joined by `&`, in this order, all encoded.
    static func query(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { encode($0.name) + "=" + encode($0.value) }.joined(separator: "&")
    }

    /// The URL with the pairs in its query, behind what its query holds already and in front of a fragment.
    static func append(_ pairs: [(name: String, value: String)], to url: String) -> String {
        guard !pairs.isEmpty else { return url }
        let end = url.firstIndex(of: "#") ?? url.endIndex
        let (base, fragment) = (url[..<end], url[end...])
        let separator = !base.contains("?") ? "?" : base.hasSuffix("?") || base.hasSuffix("&") ? "" : "&"
        return base + separator + query(pairs) + fragment
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
