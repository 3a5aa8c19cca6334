// SPDX-License-Identifier: Apache-2.0

/// What a ``FaultProxy`` does to the bytes that go in one direction.
enum FaultMode: Sendable {
    /// Hands them on.
    case pass
    /// Hands them on in order, each after this time.
    case delay(Duration)
    /// Hands on so many bytes of each connection, then ends it, with a reset (RST) or in good order (FIN). After 0 bytes
    /// means at once: connections that idle are ended too.
    case cut(after: Int, resets: Bool)
    /// Swallows them. The connection stays open, the end of the other side is not passed on.
    case silent
    /// Sends these bytes at once, unasked, and swallows whatever comes after.
    case garbage([UInt8])
    /// Hands them on one at a time, each in a packet of its own.
    case oneByte

    static let reset = FaultMode.cut(after: 0, resets: true)
}

/// The directions of a connection through a ``FaultProxy``.
enum FaultDirection: Sendable, CaseIterable {
    case toServer, toClient
}
