// SPDX-License-Identifier: Apache-2.0

extension LocalCluster {
    /// The address of a node for the application's role: `postgresql://app:PASSWORD@127.0.0.1:PORT/app`.
    ///
    /// - Throws: ``ClusterError`` with code `unknownNode`.
    public nonisolated func uri(of name: String) throws(ClusterError) -> String {
        try uri(of: name, user: credentials.user)
    }

    /// The address of a node for the superuser `postgres`, in the application's database.
    ///
    /// - Throws: ``ClusterError`` with code `unknownNode`.
    public nonisolated func superuserURI(of name: String) throws(ClusterError) -> String {
        try uri(of: name, user: ClusterLayout.superuser)
    }

    private nonisolated func uri(of name: String, user: String) throws(ClusterError) -> String {
        ConnectionURI.make(node: try node(named: name), user: user, credentials: credentials)
    }
}

/// The text of a connection URI.
enum ConnectionURI {
    static func make(node: LocalNode, user: String, credentials: ClusterCredentials) -> String {
        let login = percentEncoded(user) + ":" + percentEncoded(credentials.password)
        return "postgresql://\(login)@\(node.host):\(node.port)/\(percentEncoded(credentials.database))"
    }

    /// All bytes but the unreserved ones of RFC 3986, section 2.3.
    static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default:
                "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }.joined()
    }
}
