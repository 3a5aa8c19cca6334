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
/// The waits are called by the loop thread alone; everything else by any thread.
protocol ReadinessSelector: Sendable {
    /// Whether ``waitForWakeUp(timeout:)`` and ``look(_:)`` do what they say.
    static var canWaitForWakeUp: Bool { get }

    init() throws(PGError)

    func add(_ descriptor: Int32, interest: Readiness, token: UInt64) throws(PGError)
    func modify(_ descriptor: Int32, interest: Readiness, token: UInt64) throws(PGError)

    /// Ends the registration; a descriptor that is not registered is ignored.
    func remove(_ descriptor: Int32)

    /// Appends what is ready to `events`; returns at the latest after `timeout` nanoseconds (`nil`: no limit).
    func wait(timeout: Int64?, into events: inout [ReadyEvent])

    /// Waits for ``wake()`` alone, for `timeout` nanoseconds at most.
    ///
    /// - Returns: Whether it was woken.
    func waitForWakeUp(timeout: Int64) -> Bool

    /// Tells what is ready, without a wait, a few descriptors at a time. An event that was asked for once goes either here or to
    /// a wait.
    func look(_ tell: (ReadyEvent) -> Void)

    /// Makes the wait under way, or the next one, return at once.
    func wake()

    func close()
}

extension ReadinessSelector {
    static var canWaitForWakeUp: Bool { false }

    func waitForWakeUp(timeout: Int64) -> Bool { true }

    func look(_ tell: (ReadyEvent) -> Void) {}
}

#if canImport(Darwin)
typealias PlatformSelector = KqueueSelector
#else
typealias PlatformSelector = EpollSelector
#endif
