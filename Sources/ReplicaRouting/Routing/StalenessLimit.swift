// SPDX-License-Identifier: Apache-2.0

/// How far behind a standby may be that serves a read. A part that is nil is no limit.
///
/// Where both are given both must hold. A standby that has replayed all that the primary has written is not behind,
/// whatever the age of its last transaction says: on a primary where nothing happens that age only grows. A lag that is
/// not known is not 0: a limit on it rejects the node.
public struct StalenessLimit: Sendable, Hashable {
    /// How old its data may be.
    public var time: Duration?

    /// How many bytes of write-ahead log it may still have to replay.
    public var bytes: UInt64?

    /// Makes a limit.
    public init(time: Duration? = nil, bytes: UInt64? = nil) {
        self.time = time
        self.bytes = bytes
    }

    var isLimit: Bool { time != nil || bytes != nil }

    /// How much of the limit a lag uses, in thousandths, rounded up: 1,000 is exactly at it. `Int.max` where a part that
    /// is limited is not known. Lags too great to count are `Int.max - 1`.
    func use(by lag: ReplicationLag?) -> Int {
        var use = 0
        if let bytes {
            guard let lag = lag?.bytes else { return .max }
            use = max(use, Self.use(Int64(clamping: lag), of: Int64(clamping: bytes)))
        }
        if let time, lag?.bytes != 0 {
            guard let lag = lag?.time else { return .max }
            use = max(use, Self.use(lag.saturatedNanoseconds, of: time.saturatedNanoseconds))
        }
        return use
    }

    private static func use(_ lag: Int64, of limit: Int64) -> Int {
        guard lag > 0 else { return 0 }
        guard limit > 0 else { return .max - 1 }
        let use = (Int128(lag) * 1_000 + Int128(limit) - 1) / Int128(limit)
        return Int(Int64(min(use, Int128(Int64.max - 1))))
    }
}
