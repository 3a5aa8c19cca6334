// SPDX-License-Identifier: Apache-2.0

/// What a router does with a request, apart from its filters and its selector.
public struct RoutingPolicy: Sendable, Hashable {
    /// Which roles reads would have that say nothing themselves. Nil, the default: the weights alone decide.
    public var preference: ReadPreference?

    /// What becomes of a read when no node it wants is eligible. Default: the primary serves it, where its
    /// preference lets it.
    public var fallback: ReadFallback

    /// How many reads may fall back to the primary. Nil, the default: all.
    public var spillBudget: SpillBudget?

    /// Whether reads that are pinned go to the primary. Default: true.
    public var pins: Bool

    /// Makes a policy.
    public init(
        preference: ReadPreference? = nil,
        fallback: ReadFallback = .primary,
        spillBudget: SpillBudget? = nil,
        pins: Bool = true
    ) {
        self.preference = preference
        self.fallback = fallback
        self.spillBudget = spillBudget
        self.pins = pins
    }
}
