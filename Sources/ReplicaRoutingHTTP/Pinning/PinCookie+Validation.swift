// SPDX-License-Identifier: Apache-2.0

#if HTTP
extension PinCookie.Attributes {
    /// - Throws: ``PinError`` where a browser would not take the cookie, or take it for another.
    func validate() throws(PinError) {
        guard (1...128).contains(name.utf8.count), name.utf8.allSatisfy(Self.isInToken) else {
            throw PinError(
                .invalidCookie,
                "the name of a cookie is 1 to 128 ASCII letters, digits and characters of !#$%&'*+-.^_`|~",
            )
        }
        guard path.utf8.first == UInt8(ascii: "/"), path.utf8.allSatisfy(Self.isInPath) else {
            throw PinError(
                .invalidCookie,
                "the path of a cookie begins with a slash and is ASCII without semicolons and control characters",
            )
        }
        if let domain {
            guard (1...253).contains(domain.utf8.count), domain.utf8.allSatisfy(Self.isInDomain) else {
                throw PinError(.invalidCookie, "the domain of a cookie is a host name such as example.org")
            }
        }
        if !isSecure, sameSite == .none {
            throw PinError(.invalidCookie, "a cookie with SameSite=None is refused by browsers unless it is secure")
        }
        if !isSecure, hasPrefix("__secure-") || hasPrefix("__host-") {
            throw PinError(.invalidCookie, "a cookie whose name begins with \(name.prefix(9)) has to be secure")
        }
        if hasPrefix("__host-"), path != "/" || domain != nil {
            throw PinError(
                .invalidCookie,
                "a cookie whose name begins with __Host- has the path / and no domain",
            )
        }
    }

    /// Browsers do not look at the case of these prefixes.
    private func hasPrefix(_ prefix: String) -> Bool {
        name.lowercased().hasPrefix(prefix)
    }

    /// RFC 9110, section 5.6.2.
    private static func isInToken(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }

    private static func isInPath(_ byte: UInt8) -> Bool {
        (0x20...0x7E).contains(byte) && byte != UInt8(ascii: ";")
    }

    private static func isInDomain(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            false
        }
    }
}
#endif
