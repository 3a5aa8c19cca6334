// SPDX-License-Identifier: Apache-2.0

/// Chooses the first reachable of several mirrors in order of position, and keeps the choice right while it is used.
///
/// This is a state machine without I/O and without a clock: ``handle(_:at:)`` is told what happened and answers what
/// to do; ``nextWake`` says when it wants an ``Event/tick``. ``MirrorSelector`` drives it. For one choice:
///
///     let chain = try MirrorChain(stack, startingAt: remembered)
///     let mirror = try await chain.firstReachable(using: probe)
///
/// **Choice.** An explicitly preferred mirror is tried first, then the remembered one, then the others in order of
/// position, ties by id. Each next probe starts a stagger after the one before, or at once when one fails; none starts
/// once a mirror has answered. The first in this order that is reachable wins: at once when all before it have failed,
/// else when the grace for them is over. Probes and the whole choice have deadlines that the chain itself keeps, so a
/// probe that never ends holds nothing up. Results are kept for their time to live.
///
/// **In use.** Failed tiles in a row (and failed probes in a row, while watched) make the chain leave a mirror; a new
/// choice then begins. A better-placed mirror is taken back after a number of good probes in a row, and after more of
/// them when it was left again soon. Better placed means: preferred, or before the other by position. So a remembered
/// mirror is where a chain starts, and not where it must stay; a preferred one is where it wants to be.
public struct MirrorChain<Candidate: MirrorCandidate>: Sendable {
    /// The candidates in order of position, ties by id.
    public let candidates: [Candidate]

    /// The times and numbers it goes by.
    public let configuration: MirrorChainConfiguration

    /// The mirror that is wanted whenever it is reachable; nil for none but the order.
    public let preferred: Candidate.ID?

    /// The mirror that is tried first; nil for none. A remembered id that is gone is nil, too.
    public let remembered: Candidate.ID?

    /// The mirror in use: nil before the first choice, and when none is reachable.
    public var chosen: Candidate? { chosenIndex.map { candidates[$0] } }

    var records: [MirrorRecord]
    var chosenIndex: Int?
    var choice: MirrorChoice?
    var lastTicket: UInt64 = 0
    var nextRound: RoutingInstant?

    /// Makes a chain.
    ///
    /// - Parameters:
    ///   - candidates: What to choose among, in any order.
    ///   - remembered: The id that an earlier choice ended with: tried first, ignored where it is gone.
    ///   - preferred: The id that somebody asked for: tried first, and returned to.
    ///   - configuration: The times and numbers to go by.
    /// - Throws: ``MirrorError`` with the code ``MirrorError/Code/noMirrors``,
    ///   ``MirrorError/Code/duplicateMirror``, ``MirrorError/Code/unknownMirror`` for a preferred id that is not
    ///   there, or ``MirrorError/Code/invalidConfiguration``.
    public init(
        _ candidates: [Candidate],
        startingAt remembered: Candidate.ID? = nil,
        preferring preferred: Candidate.ID? = nil,
        configuration: MirrorChainConfiguration = MirrorChainConfiguration()
    ) throws(MirrorError) {
        try configuration.check()
        guard !candidates.isEmpty else {
            throw MirrorError(code: .noMirrors, message: "there are no mirrors: valid is one or more")
        }
        let ordered = try Candidate.inOrder(candidates)
        if let preferred, !ordered.contains(where: { $0.id == preferred }) {
            let ids = ordered.map { "\($0.id)" }.joined(separator: ", ")
            throw MirrorError(
                code: .unknownMirror,
                message: "there is no mirror with the id \(preferred): valid are \(ids)"
            )
        }
        self.candidates = ordered
        self.configuration = configuration
        self.preferred = preferred
        self.remembered = remembered.flatMap { id in ordered.contains { $0.id == id } ? id : nil }
        records = Array(repeating: MirrorRecord(), count: ordered.count)
    }

    /// How a mirror stands, nil for an id that is not in the chain.
    public func status(of id: Candidate.ID) -> MirrorStatus? {
        index(of: id).map { records[$0].status }
    }

    func index(of id: Candidate.ID) -> Int? {
        candidates.firstIndex { $0.id == id }
    }

    /// Whether one candidate is to be returned to from another.
    func isBetterPlaced(_ index: Int, than other: Int) -> Bool {
        guard index != other, candidates[other].id != preferred else { return false }
        return candidates[index].id == preferred || index < other
    }
}

extension MirrorChain<StackMirror> {
    /// A chain of the mirrors of a stack.
    ///
    /// - Parameters:
    ///   - stack: The stack.
    ///   - remembered: The id of the mirror that an earlier choice ended with: tried first, ignored where it is gone.
    ///   - preferred: The id of the mirror that somebody asked for: tried first, and returned to.
    ///   - configuration: The times and numbers to go by.
    /// - Throws: ``MirrorError``, as for any chain.
    public init(
        _ stack: Stack,
        startingAt remembered: Int? = nil,
        preferring preferred: Int? = nil,
        configuration: MirrorChainConfiguration = MirrorChainConfiguration()
    ) throws(MirrorError) {
        try self.init(stack.mirrors, startingAt: remembered, preferring: preferred, configuration: configuration)
    }
}
