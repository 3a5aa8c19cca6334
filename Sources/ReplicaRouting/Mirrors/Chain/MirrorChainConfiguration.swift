// SPDX-License-Identifier: Apache-2.0

/// The times and numbers a ``MirrorChain`` goes by. A chain checks them when it is made.
public struct MirrorChainConfiguration: Sendable, Hashable {
    /// How long a choice waits for an answer before it tries the next mirror as well. A mirror that fails is not
    /// waited for. Default: 150 ms.
    public var stagger: Duration

    /// How long a choice still waits for better-placed mirrors once one has answered. Default: 50 ms, so that a
    /// better-placed mirror has the stagger and this before one behind it is taken.
    public var grace: Duration

    /// The deadline of each probe. Default: 2 s.
    public var probeTimeout: Duration

    /// The deadline of a whole choice. Default: 10 s.
    public var choiceTimeout: Duration

    /// How long a good result spares a mirror another probe. Default: 60 s.
    public var reachableTimeToLive: Duration

    /// How long a failure spares a choice another probe of that mirror. Default: 5 s.
    public var unreachableTimeToLive: Duration

    /// The time between two rounds of probes while the chain is watched. Default: 5 s.
    public var probeInterval: Duration

    /// After so many failed tiles in a row the chain leaves the mirror in use. Default: 5.
    public var tileFailuresToLeave: Int

    /// After so many failed probes in a row the chain leaves the mirror in use. Default: 2.
    public var probeFailuresToLeave: Int

    /// After so many good probes in a row a better-placed mirror is taken back. Each time it is left again soon, it
    /// needs twice as many, up to 8 times. Default: 3.
    public var goodProbesToReturn: Int

    /// A mirror that is left before it was in use for so long counts as flapping. Default: 5 minutes.
    public var settlingTime: Duration

    /// Whether the chain stays on the mirror it had (or that was remembered) when none is reachable. Default: false.
    public var staysOnLast: Bool

    /// Makes a configuration of the defaults. Change its properties, or give what differs.
    public init(
        stagger: Duration = .milliseconds(150),
        grace: Duration = .milliseconds(50),
        probeTimeout: Duration = .seconds(2),
        choiceTimeout: Duration = .seconds(10),
        reachableTimeToLive: Duration = .seconds(60),
        unreachableTimeToLive: Duration = .seconds(5),
        probeInterval: Duration = .seconds(5),
        tileFailuresToLeave: Int = 5,
        probeFailuresToLeave: Int = 2,
        goodProbesToReturn: Int = 3,
        settlingTime: Duration = .seconds(300),
        staysOnLast: Bool = false
    ) {
        self.stagger = stagger
        self.grace = grace
        self.probeTimeout = probeTimeout
        self.choiceTimeout = choiceTimeout
        self.reachableTimeToLive = reachableTimeToLive
        self.unreachableTimeToLive = unreachableTimeToLive
        self.probeInterval = probeInterval
        self.tileFailuresToLeave = tileFailuresToLeave
        self.probeFailuresToLeave = probeFailuresToLeave
        self.goodProbesToReturn = goodProbesToReturn
        self.settlingTime = settlingTime
        self.staysOnLast = staysOnLast
    }

    func check() throws(MirrorError) {
        let day = Duration.seconds(86_400)
        let tick = Duration.milliseconds(1)
        for (name, value, least) in [
            ("stagger", stagger, .zero), ("grace", grace, .zero), ("probe timeout", probeTimeout, tick),
            ("choice timeout", choiceTimeout, tick), ("reachable time to live", reachableTimeToLive, .zero),
            ("unreachable time to live", unreachableTimeToLive, .zero), ("probe interval", probeInterval, tick),
            ("settling time", settlingTime, .zero),
        ] where value < least || value > day {
            throw Self.invalid(name, value, valid: "\(least) to \(day)")
        }
        for (name, value) in [
            ("tile failures to leave", tileFailuresToLeave), ("probe failures to leave", probeFailuresToLeave),
            ("good probes to return", goodProbesToReturn),
        ] where !(1...1_000_000).contains(value) {
            throw Self.invalid(name, value, valid: "1 to 1000000")
        }
    }

    private static func invalid(_ name: String, _ value: some Any, valid: String) -> MirrorError {
        MirrorError(code: .invalidConfiguration, message: "the \(name) of the chain is \(value): valid is \(valid)")
    }
}
