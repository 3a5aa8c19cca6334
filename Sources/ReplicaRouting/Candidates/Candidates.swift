// SPDX-License-Identifier: Apache-2.0

/// The nodes that a choice is made among: those of a part of the topology that are up, were not tried before, and pass
/// the filters.
///
/// A node is judged when it is asked for (``contains(_:)``) and not before, so that a selector which looks at a few nodes
/// costs the same with three as with a thousand. Candidates exist only while a decision is made: they can be
/// neither copied nor kept.
public struct Candidates: ~Copyable {
    // Topology and filters are arguments of the decision that the candidates are made in and never leave, so they
    // outlive them. To count references here would have all threads write to the same places.
    private let unmanagedSnapshot: Unmanaged<TopologySnapshot>
    private let unmanagedFilters: Unmanaged<FilterChain.Storage>
    private let frozen: UnsafePointer<FrozenLayout>

    /// A bit of each node: whether health lets it in.
    private let healthy: UnsafeBufferPointer<UInt64>

    /// What is asked.
    public let request: RoutingRequest

    /// The moment of the decision.
    public let now: RoutingInstant

    /// Which roles the read would have: what the request says, else the router; nil where neither does.
    public let preference: ReadPreference?

    /// The part of the topology, nil where it is ``single``.
    let pool: NodePool?

    /// The one node that the read asks for, nil where there is a choice.
    let single: Int?

    /// The pools of which a candidate belongs to one, as bits.
    private let membership: UInt8

    /// What the filters measure by that concern this request.
    private var thresholds = FilterThresholds()

    /// The candidates of a pool, or one node as its own candidate.
    ///
    /// - Parameter preference: What the router would have.
    @inline(__always)
    init(
        pool: NodePool?,
        single: Int?,
        of topology: borrowing Topology,
        for request: RoutingRequest,
        filters: Unmanaged<FilterChain.Storage>,
        isConcerned: Bool,
        preference: ReadPreference?,
        now: RoutingInstant
    ) {
        unmanagedSnapshot = Unmanaged.passUnretained(topology.snapshot)
        frozen = topology.snapshot.frozen
        healthy = pool == .primaries ? topology.snapshot.writable : topology.snapshot.readable
        unmanagedFilters = filters
        self.request = request
        self.preference = request.preference ?? preference
        self.now = now
        self.pool = pool
        self.single = single
        membership = pool?.bit ?? .max
        // Filters concern reads that have a choice, so primaries pass none.
        if isConcerned, pool != .primaries { prepare() }
    }

    /// Asks each filter in its turn what it measures this request by, given the candidates that those before it leave.
    @inline(never)
    private mutating func prepare() {
        let filters = self.filters
        let concerns = request.concerns(preference)
        for index in filters.steps.indices {
            let concern = filters.steps[index].concern
            guard concern.isEmpty || !concern.isDisjoint(with: concerns) else { continue }
            guard let threshold = filters.steps[index].threshold(among: self) else { continue }
            thresholds.set(threshold, at: index)
        }
    }

    /// Whether a node is a candidate.
    @inline(__always)
    public func contains(_ position: Int) -> Bool {
        TopologySnapshot.contains(healthy, position) && frozen.pointee.memberships[position] & membership != 0
            && !request.excludes(position) && (single ?? position) == position
            && (thresholds.isEmpty || filterRejection(at: position) == nil)
    }

    /// Why one of the ``positions`` is no candidate, nil when it is one. It is the long form of ``contains(_:)``.
    func rejection(at position: Int) -> (reason: RejectionReason, filter: FilterName?)? {
        let status = snapshot.statuses[position]
        let reason =
            pool == .primaries
            ? RejectionReason(ofPrimaryIn: status)
            : RejectionReason(ofReadFrom: frozen.pointee.nodes[position], in: status)
        if let reason { return (reason, nil) }
        if request.excludes(position) { return (.excluded, nil) }
        return thresholds.isEmpty ? nil : filterRejection(at: position)
    }

    @inline(never)
    private func filterRejection(at position: Int) -> (reason: RejectionReason, filter: FilterName?)? {
        let filters = self.filters
        for index in filters.steps.indices {
            guard let threshold = thresholds[index] else { continue }
            let reason = filters.steps[index].rejection(at: position, threshold: threshold, among: self)
            if let reason { return (reason, filters.steps[index].name) }
        }
        return nil
    }

    /// The topology they are of.
    public var topology: Topology { Topology(snapshot: snapshot) }

    /// The positions to choose from, candidates or not, in the order of the topology: ask ``contains(_:)`` of each.
    public var positions: CandidatePositions { CandidatePositions(pool, single: single, of: snapshot.layout) }

    /// The ``positions`` of a pool, as long as the candidates are there; none for a single node.
    var pooled: UnsafeBufferPointer<Int> {
        @inline(__always) get { pool.map { frozen.pointee[$0] } ?? UnsafeBufferPointer(start: nil, count: 0) }
    }

    /// Whether the read asks for one node, by its index or name, so that there is nothing to choose.
    public var isRequestedNode: Bool { single != nil }

    /// Whether the positions have weight. Where they have not, each should be as likely as the others.
    public var haveWeight: Bool {
        @inline(__always) get {
            switch pool {
            case .weighted, .weightedReplicas, .primaries: true
            case .weightless, .weightlessReplicas, nil: false
            }
        }
    }

    /// The node at one of the ``positions``.
    public func node(at position: Int) -> Node { snapshot.layout.nodes[position] }

    /// The status of the node at one of the ``positions``.
    public func status(at position: Int) -> NodeStatus { snapshot.statuses[position] }

    /// The load of the node at one of the ``positions``.
    public func load(at position: Int) -> NodeLoad { snapshot.layout.loads[position] }

    /// The weight of the node at one of the ``positions``; 1 where they have no weight.
    public func weight(at position: Int) -> Double { haveWeight ? node(at: position).weight : 1 }

    /// The same for a position that is known to be there, which is not checked.
    @inline(__always)
    func knownWeight(at position: Int) -> Double { haveWeight ? frozen.pointee.weights[position] : 1 }

    var layout: FrozenLayout {
        @inline(__always) get { frozen.pointee }
    }

    private var snapshot: TopologySnapshot { unmanagedSnapshot.takeUnretainedValue() }
    private var filters: FilterChain.Storage { unmanagedFilters.takeUnretainedValue() }
}
