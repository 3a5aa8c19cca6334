// SPDX-License-Identifier: Apache-2.0

/// How long reads are pinned to the primary after a write, across requests.
public struct PinPolicy: Sendable, Hashable {
    /// How long the requests after a write are pinned. Default: 5 s.
    public let duration: Duration

    /// The longest that a marker which comes back may pin, from the moment it comes: one that says more is not believed.
    /// It has to leave room for clocks of several servers that differ. Default: 60 s.
    public let maximum: Duration

    /// The defaults: 5 s, of 60 s at most.
    public init() {
        duration = .seconds(5)
        maximum = .seconds(60)
    }

    /// Makes a policy.
    ///
    /// - Throws: ``RoutingError`` with the code ``RoutingError/Code/invalidPinPolicy`` unless `duration` is above 0,
    ///   and `maximum` at least `duration` and at most a day.
    public init(duration: Duration, maximum: Duration = .seconds(60)) throws(RoutingError) {
        guard duration > .zero else {
            throw RoutingError(
                code: .invalidPinPolicy,
                message: "the time that a write pins is \(duration): valid is more than 0 seconds",
            )
        }
        guard maximum >= duration, maximum <= .seconds(86_400) else {
            throw RoutingError(
                code: .invalidPinPolicy,
                message: "the longest time that a marker may pin is \(maximum): valid is at least the time that a "
                    + "write pins (\(duration)) and at most a day",
            )
        }
        self.duration = duration
        self.maximum = maximum
    }
}
