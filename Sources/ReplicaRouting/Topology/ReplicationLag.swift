// SPDX-License-Identifier: Apache-2.0

/// How far a standby is behind its primary. A part that is nil is unknown, which is not the same as zero.
public struct ReplicationLag: Sendable, Hashable, CustomStringConvertible {
    /// Bytes of write-ahead log that the primary has written and the standby has not replayed.
    public var bytes: UInt64?

    /// How old the data are that the standby serves.
    public var time: Duration?

    /// Makes a lag. Leave out what is not known.
    public init(bytes: UInt64? = nil, time: Duration? = nil) {
        self.bytes = bytes
        self.time = time
    }

    /// What is known: "2.5 seconds, 4096 bytes".
    public var description: String {
        let parts = [time.map { "\($0)" }, bytes.map { "\($0) bytes" }].compactMap(\.self)
        return parts.isEmpty ? "unknown" : parts.joined(separator: ", ")
    }
}
