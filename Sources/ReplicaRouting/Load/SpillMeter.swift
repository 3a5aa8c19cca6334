// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Counts the reads that spill to the primary, against a ``SpillBudget``. It holds no lock; one meter belongs to a
/// topology and all its updates.
///
/// Whoever sends reads calls ``countRead(under:)`` once for each, then ``admit(under:)`` for one that spills (where that
/// says no, somebody else took the last room: decide again), and ``finish()`` when that one has ended.
public final class SpillMeter: Sendable {
    private static let unit = 1_000_000

    private let running = Atomic<Int>(0)

    /// What reads have earned, in millionths of a read, below a full burst: 0 is full.
    private let spent = Atomic<Int>(0)

    /// Makes a meter with nothing spent.
    public init() {}

    /// The spilled reads under way.
    public var inFlight: Int { max(0, running.load(ordering: .relaxed)) }

    /// Whether another read may spill.
    public func hasRoom(under budget: SpillBudget) -> Bool {
        switch budget.limit {
        case .concurrency(let most): inFlight < most
        case .share(_, let burst): spent.load(ordering: .relaxed) + Self.unit <= burst * Self.unit
        }
    }

    /// A read was decided, wherever it goes: it earns its share.
    public func countRead(under budget: SpillBudget) {
        guard case .share(let share, _) = budget.limit else { return }
        change { $0 > 0 ? max(0, $0 - Int(share * Double(Self.unit))) : nil }
    }

    /// A read is about to spill.
    ///
    /// - Returns: Whether it may. If so, ``finish()`` is due at its end.
    public func admit(under budget: SpillBudget) -> Bool {
        switch budget.limit {
        case .concurrency(let most):
            guard running.wrappingAdd(1, ordering: .relaxed).newValue <= most else {
                running.wrappingSubtract(1, ordering: .relaxed)
                return false
            }
            return true
        case .share(_, let burst):
            guard change({ $0 + Self.unit <= burst * Self.unit ? $0 + Self.unit : nil }) else { return false }
            running.wrappingAdd(1, ordering: .relaxed)
            return true
        }
    }

    /// A read that was admitted has ended.
    public func finish() { running.wrappingSubtract(1, ordering: .relaxed) }

    /// - Returns: Whether the change was made; nil from `next` makes none.
    @discardableResult
    private func change(_ next: (Int) -> Int?) -> Bool {
        var value = spent.load(ordering: .relaxed)
        while let desired = next(value) {
            let (exchanged, original) = spent.weakCompareExchange(
                expected: value,
                desired: desired,
                ordering: .relaxed,
            )
            if exchanged { return true }
            value = original
        }
        return false
    }
}
