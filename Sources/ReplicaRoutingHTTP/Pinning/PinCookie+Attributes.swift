// SPDX-License-Identifier: Apache-2.0

#if HTTP
extension PinCookie {
    /// What a browser is told about the cookie (RFC 6265, section 4.1), beside its value and its age.
    public struct Attributes: Sendable, Hashable {
        /// Its name. Default: `replica-pin`. One that begins with `__Host-` binds it to the host in browsers, too.
        public var name: String

        /// The paths to which it is sent. Default: `/`.
        public var path: String

        /// The domain whose hosts it is sent to. Default: none, the host that set it alone.
        public var domain: String?

        /// Whether it is sent over TLS only. Default: true. Browsers make an exception for `localhost`.
        public var isSecure: Bool

        /// Whether it is kept from scripts. Default: true.
        public var isHTTPOnly: Bool

        /// Whether it is sent with requests that come from other sites. Default: ``SameSite/lax``.
        public var sameSite: SameSite

        /// Makes attributes.
        public init(
            name: String = "replica-pin",
            path: String = "/",
            domain: String? = nil,
            isSecure: Bool = true,
            isHTTPOnly: Bool = true,
            sameSite: SameSite = .lax
        ) {
            self.name = name
            self.path = path
            self.domain = domain
            self.isSecure = isSecure
            self.isHTTPOnly = isHTTPOnly
            self.sameSite = sameSite
        }
    }

    /// Whether a cookie is sent with requests that come from other sites.
    public struct SameSite: Sendable, Hashable {
        /// The value as it stands in the header.
        public let name: String

        /// With links that lead to this site, not with embedded content.
        public static var lax: SameSite { SameSite(name: "Lax") }

        /// With no request from another site.
        public static var strict: SameSite { SameSite(name: "Strict") }

        /// With every request. Browsers ask for ``PinCookie/Attributes/isSecure`` then.
        public static var none: SameSite { SameSite(name: "None") }
    }
}
#endif
