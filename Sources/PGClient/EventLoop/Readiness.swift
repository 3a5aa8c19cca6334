// SPDX-License-Identifier: Apache-2.0

/// What a file descriptor is waited for, and what it turned out to be ready for.
struct Readiness: OptionSet, Sendable {
    let rawValue: UInt8

    static let readable = Readiness(rawValue: 1)
    static let writable = Readiness(rawValue: 2)
    /// Waited for: what comes is told of once, until `modify` asks again, which tells of what is there already.
    static let edge = Readiness(rawValue: 4)
    /// Turned out: the other side has ended the stream, or an error has.
    static let ended = Readiness(rawValue: 8)
}

/// One descriptor that became ready, named by the token it was registered under.
struct ReadyEvent {
    var token: UInt64
    var readiness: Readiness
}

/// Waits for readiness of many file descriptors, level-triggered but for those that ask for an edge.
///
/// `wait` is called by the loop thread alone; everything else by any thread.
protocol ReadinessSelector: Sendable {
    init() throws(PGError)

    func add(_ descriptor: Int32, interest: Readiness, token: UInt64) throws(PGError)
    func modify(_ descriptor: Int32, interest: Readiness, token: UInt64) throws(PGError)

    /// Ends the registration; a descriptor that is not registered is ignored.
    func remove(_ descriptor: Int32)

    /// Appends what is ready to `events`; returns at the latest after `timeout` nanoseconds (`nil`: no limit).
    func wait(timeout: Int64?, into events: inout [ReadyEvent])

    /// Makes the `wait` under way, or the next one, return at once.
    func wake()

    func close()
}

#if canImport(Darwin)
typealias PlatformSelector = KqueueSelector
#else
typealias PlatformSelector = EpollSelector
#endif
