// SPDX-License-Identifier: Apache-2.0

public import Logging

/// Listens to channels on a connection of its own, and goes on listening after the connection was lost.
///
/// ```swift
/// let listener = PGListener(configuration, channels: ["stack_changed"], on: group)
/// for await event in listener {
///     switch event {
///     case .notification(let notification): invalidate(notification.payload)
///     case .listening: invalidateEverything()   // whatever was said until now has not been heard
///     case .interrupted: break
///     case .missed: invalidateEverything()
///     }
/// }
/// ```
///
/// Each iteration has a connection of its own, which ends with it.
public struct PGListener: AsyncSequence, Sendable {
    /// What a listener hears, and whether it hears.
    public enum Element: Sendable {
        /// The channels are being listened to from here on. It comes first, and again after each interruption: what was said
        /// in between has not been heard.
        case listening
        /// Somebody said something.
        case notification(PGNotification)
        /// The connection was lost, or could not be opened; another attempt follows.
        case interrupted(PGError)
        /// The consumer was so slow that notifications had to be dropped.
        case missed
    }

    /// Iterating does not throw: whatever goes wrong is an event.
    public typealias Failure = Never

    private let configuration: PGConfiguration
    private let channels: [String]
    private let group: PGEventLoopGroup
    private let bufferSize: Int
    private let logger: Logger

    /// Describes a listener; the connection is opened when it is iterated.
    ///
    /// - Parameters:
    ///   - configuration: The server: a primary, since a standby takes no `LISTEN`.
    ///   - channels: The names of the channels, to the letter.
    ///   - group: The event loops that drive the connection.
    ///   - bufferSize: How many events are kept for a slow consumer. Default: 10,000.
    ///   - logger: Told of the server's notices.
    public init(
        _ configuration: PGConfiguration,
        channels: [String],
        on group: PGEventLoopGroup,
        bufferSize: Int = 10_000,
        logger: Logger = Logger(label: "PGClient")
    ) {
        self.configuration = configuration
        self.channels = channels
        self.group = group
        self.bufferSize = Swift.max(1, bufferSize)
        self.logger = logger
    }

    /// Iterates over the events; ends when its task is cancelled.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let mailbox: ListenerMailbox
        private let session: ListenerSession

        init(_ listener: PGListener) {
            mailbox = ListenerMailbox(capacity: listener.bufferSize)
            session = ListenerSession(
                listener.configuration,
                channels: listener.channels,
                group: listener.group,
                logger: listener.logger,
                mailbox: mailbox
            )
        }

        /// The next event; `nil` once the task is cancelled.
        public mutating func next(isolation actor: isolated (any Actor)? = #isolation) async -> Element? {
            await mailbox.next()
        }
    }

    /// Opens the connection and listens.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
}
