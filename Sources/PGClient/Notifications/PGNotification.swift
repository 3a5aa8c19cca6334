// SPDX-License-Identifier: Apache-2.0

/// What a session said with `NOTIFY`.
public struct PGNotification: Sendable, Hashable {
    /// The channel it was said on.
    public var channel: String

    /// What was said; empty where nothing was.
    public var payload: String

    /// The server process of the session that said it.
    public var serverProcessID: Int32
}
