// SPDX-License-Identifier: Apache-2.0

#if HTTP
public import HTTPTypes
public import ReplicaRouting

/// The pin marker in a signed cookie: what a user has written is seen by their next requests, on any server that has
/// the keys, and nothing is stored.
///
/// For example:
///
/// ```swift
/// let cookie = try PinCookie(cluster: "stacks", signer: PinSigner(base64Keys: keys))
///
/// let session = RoutingSession(pinnedBy: cookie.verdict(on: request.headerFields, at: UnixTime.now()))
/// var response = try await RoutingScope.withSession(session) { try await answer(request) }
/// cookie.mark(&response.headerFields, after: session, at: UnixTime.now())
/// ```
///
/// A marker that was forged or changed, is over, is another cluster's, or came twice does not pin; nothing that a
/// client sends fails a request.
public struct PinCookie: Sendable {
    /// The name of the cluster that is written to and read from.
    public let cluster: String

    /// How long a write pins.
    public let policy: PinPolicy

    /// What a browser is told about the cookie.
    public let attributes: Attributes

    private let signer: PinSigner

    /// What follows the value in the header.
    private let suffix: String

    /// Makes a cookie.
    ///
    /// - Parameters:
    ///   - cluster: The name of the cluster, 1 to 255 bytes of UTF-8; the same on all servers of an application.
    ///   - signer: Has the keys.
    ///   - policy: How long a write pins. Default: 5 s.
    ///   - attributes: The name and the attributes. Default: `replica-pin`, `Path=/`, `Secure`, `HttpOnly` and
    ///     `SameSite=Lax`.
    /// - Throws: ``PinError`` with the code ``PinError/Code/invalidCluster`` or ``PinError/Code/invalidCookie``.
    public init(
        cluster: String,
        signer: PinSigner,
        policy: PinPolicy = PinPolicy(),
        attributes: Attributes = Attributes()
    ) throws(PinError) {
        try ClusterName.validate(cluster)
        try attributes.validate()
        self.cluster = cluster
        self.signer = signer
        self.policy = policy
        self.attributes = attributes
        suffix = attributes.suffix(for: policy)
    }

    /// Judges the cookie that came with a request.
    ///
    /// - Parameters:
    ///   - fields: The header fields of the request.
    ///   - milliseconds: The time, in milliseconds since 1970 (UTC); see ``UnixTime``.
    /// - Returns: What it is worth, nil when none came. Two or more of its name are ``PinMarker/Verdict/malformed``:
    ///   nobody knows which of them is this server's.
    public func verdict(on fields: HTTPFields, at milliseconds: Int64) -> PinMarker.Verdict? {
        var values = CookieValues(of: attributes.name, in: fields).makeIterator()
        guard let value = values.next() else { return nil }
        guard values.next() == nil else { return .malformed }
        return signer.verdict(on: value, cluster: cluster, at: milliseconds, policy: policy)
    }

    /// Adds the cookie to a response when something was written in the session, and does nothing otherwise.
    ///
    /// A response without `Cache-Control` gets `private`, so that no shared cache hands the cookie to somebody else.
    ///
    /// - Parameters:
    ///   - fields: The header fields of the response.
    ///   - session: The session in which the request was answered.
    ///   - milliseconds: The time, in milliseconds since 1970 (UTC); see ``UnixTime``.
    public func mark(_ fields: inout HTTPFields, after session: RoutingSession, at milliseconds: Int64) {
        guard let marker = session.marker(cluster: cluster, at: milliseconds, policy: policy) else { return }
        fields.append(HTTPField(name: .setCookie, value: "\(attributes.name)=\(signer.sign(marker))\(suffix)"))
        if fields[.cacheControl] == nil { fields[.cacheControl] = "private" }
    }
}

extension PinCookie.Attributes {
    fileprivate func suffix(for policy: PinPolicy) -> String {
        // Whole seconds, rounded up: the marker itself knows exactly.
        let (seconds, attoseconds) = policy.duration.components
        var suffix = "; Max-Age=\(attoseconds > 0 ? seconds + 1 : seconds); Path=\(path)"
        if let domain { suffix += "; Domain=\(domain)" }
        if isSecure { suffix += "; Secure" }
        if isHTTPOnly { suffix += "; HttpOnly" }
        return suffix + "; SameSite=\(sameSite.name)"
    }
}
#endif
