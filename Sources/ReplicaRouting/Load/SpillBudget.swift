// SPDX-License-Identifier: Apache-2.0

/// How much of the reads the primary may take over when no replica can serve them, and what becomes of the rest.
///
/// It counts reads that *spill*: those whose ``Decision/cause`` is ``Cause/fallbackToPrimary``. Reads that belong on the
/// primary, by their weight, target or pin, are none. A router says what is to be done (``Decision/remedy``); whoever
/// sends the reads keeps the ``SpillMeter`` and does it.
public struct SpillBudget: Sendable, Hashable {
    /// What becomes of a read that the budget has no room for.
    public enum Remedy: Sendable, Hashable {
        /// It waits until there is room or a replica is back, for so long at most, and then fails.
        case wait(upTo: Duration)

        /// It is turned away as overload (``RoutingError/Code/spillBudgetSpent``): the client should back off.
        case shed

        /// It fails as if there were no primary to fall back to (``RoutingError/Code/noEligibleNode``).
        case fail
    }

    enum Limit: Sendable, Hashable {
        case share(Double, burst: Int)
        case concurrency(Int)
    }

    let limit: Limit

    /// What becomes of a read that the budget has no room for.
    public let remedy: Remedy

    /// At most so many spilled reads at a time.
    ///
    /// - Throws: ``RoutingError`` with the code ``RoutingError/Code/invalidBudget`` for a number below 0.
    public static func concurrency(_ reads: Int, otherwise remedy: Remedy) throws(RoutingError) -> SpillBudget {
        guard reads >= 0 else {
            throw invalid("a concurrency of \(reads)", valid: "0 or more reads at a time")
        }
        return SpillBudget(limit: .concurrency(reads), remedy: remedy)
    }

    /// At most this share of all reads, in the long run: each read earns the budget that much, up to `burst` reads.
    ///
    /// - Throws: ``RoutingError`` with the code ``RoutingError/Code/invalidBudget`` unless the share is 0 to 1 and the
    ///   burst 1 to 1,000,000.
    public static func share(
        _ share: Double,
        burst: Int = 10,
        otherwise remedy: Remedy
    ) throws(RoutingError) -> SpillBudget {
        guard share >= 0, share <= 1 else { throw invalid("a share of \(share)", valid: "0 to 1") }
        guard (1...1_000_000).contains(burst) else {
            throw invalid("a burst of \(burst) reads", valid: "1 to 1000000")
        }
        return SpillBudget(limit: .share(share, burst: burst), remedy: remedy)
    }

    private static func invalid(_ what: String, valid: String) -> RoutingError {
        RoutingError(code: .invalidBudget, message: "the spill budget has \(what): valid is \(valid)")
    }
}
