// SPDX-License-Identifier: Apache-2.0

/// One question to a ``Router``: what is to be done, and what the caller wants or has tried already.
///
/// Making one allocates only where it names a node, has a staleness limit, tags, a zone or a latency window, or excludes a
/// position above 63. Who asks for these in each read keeps a request that has them and copies it.
public struct RoutingRequest: Sendable, Hashable {
    private enum Kind: Sendable, Hashable {
        case any
        case primary
        case replica(index: Int)
        /// The node is among the rarities.
        case node
    }

    /// Whether it is a read or a write. What follows concerns reads; a write goes where writes go.
    public var intent: Intent

    /// Whether the caller has just written and must see it: the read goes to the primary or fails, whatever its target.
    /// Routers without pinning ignore it. Default: false.
    public var isPinned: Bool

    /// What kind of read it is: one that is ``ReadWorkload/active`` goes to the primary. Default: ordinary.
    public var workload: ReadWorkload

    /// Which roles the read would have. Nil, the default: as the router says.
    public var preference: ReadPreference?

    /// Reads of the same key go to the same node, drawn by weight, for as long as that one is eligible; when it is not,
    /// only the keys that were on it move. Nil, the default: each read is chosen for itself.
    public var stickyKey: UInt64?

    private var kind: Kind

    /// Those of the excluded positions that are below 64, as bits.
    private(set) var excludedBits: UInt64

    /// What few requests have, apart so that the others are copied without counting references.
    private var box: RequestRarities.Box?

    /// Makes a request.
    public init(
        intent: Intent,
        target: ReadTarget = .any,
        excluded: NodeSet = NodeSet(),
        isPinned: Bool = false,
        workload: ReadWorkload = .ordinary,
        preference: ReadPreference? = nil,
        staleness: StalenessLimit? = nil,
        tagSets: [TagSet] = [],
        zone: String? = nil,
        latencyWindow: Duration? = nil,
        stickyKey: UInt64? = nil
    ) {
        self.intent = intent
        self.isPinned = isPinned
        self.workload = workload
        self.preference = preference
        self.stickyKey = stickyKey
        excludedBits = excluded.first
        let node: NodeID?
        (kind, node) = Self.kind(of: target)
        let isRare =
            node != nil || !excluded.rest.isEmpty || staleness != nil || !tagSets.isEmpty || zone != nil
            || latencyWindow != nil
        guard isRare else {
            box = nil
            return
        }
        box = RequestRarities.Box(
            RequestRarities(
                node: node,
                excludedRest: excluded.rest,
                staleness: staleness,
                tagSets: tagSets,
                zone: zone,
                latencyWindow: latencyWindow
            )
        )
    }

    @inline(__always)
    private static func kind(of target: ReadTarget) -> (Kind, NodeID?) {
        switch target {
        case .any, .replica(index: nil), .replica(index: 0), .replica(index: -1): (.any, nil)
        case .primary: (.primary, nil)
        case .replica(index: let index?): (.replica(index: index), nil)
        case .node(let id): (.node, id)
        }
    }

    /// Where a read wants to go. Default: anywhere.
    public var target: ReadTarget {
        get {
            switch kind {
            case .any: .any
            case .primary: .primary
            case .replica(let index): .replica(index: index)
            case .node: box?.rarities.node.map { .node($0) } ?? .any
            }
        }
        set {
            let node: NodeID?
            (kind, node) = Self.kind(of: newValue)
            if node != box?.rarities.node { change { $0.node = node } }
        }
    }

    /// The positions of the nodes that were tried already and must not be chosen again. Default: none.
    public var excluded: NodeSet {
        get { NodeSet(first: excludedBits, rest: box?.rarities.excludedRest ?? []) }
        set {
            excludedBits = newValue.first
            if newValue.rest != box?.rarities.excludedRest ?? [] { change { $0.excludedRest = newValue.rest } }
        }
    }

    /// How far behind a node may be. Nil, the default: as the ``StalenessFilter`` says.
    public var staleness: StalenessLimit? {
        get { box?.rarities.staleness }
        set { change { $0.staleness = newValue } }
    }

    /// Sets of tags, of which the first that fits any eligible node counts. Default: none, every node will do.
    public var tagSets: [TagSet] {
        get { box?.rarities.tagSets ?? [] }
        set { change { $0.tagSets = newValue } }
    }

    /// Where the caller stands: nodes of this zone come first. Nil, the default: zones do not matter.
    public var zone: String? {
        get { box?.rarities.zone }
        set { change { $0.zone = newValue } }
    }

    /// How much slower than the fastest node another may be. Nil, the default: as the ``LatencyWindowFilter`` says.
    public var latencyWindow: Duration? {
        get { box?.rarities.latencyWindow }
        set { change { $0.latencyWindow = newValue } }
    }

    private mutating func change(_ body: (inout RequestRarities) -> Void) {
        var rarities = box?.rarities ?? RequestRarities()
        body(&rarities)
        box = rarities == RequestRarities() ? nil : RequestRarities.Box(rarities)
    }

    /// Whether it has no target.
    var hasNoTarget: Bool { kind == .any }

    /// Whether a position was tried already.
    @inline(__always)
    func excludes(_ position: Int) -> Bool {
        UInt(bitPattern: position) < 64
            ? excludedBits & (1 &<< UInt64(truncatingIfNeeded: position)) != 0
            : box.map { NodeSet(first: 0, rest: $0.rarities.excludedRest).contains(position) } ?? false
    }

    /// The standard filters that it has something for to do.
    @inline(__always)
    func concerns(_ preference: ReadPreference?) -> FilterConcerns {
        let nearest: FilterConcerns = preference == .nearest ? .latencyWindow : []
        return box.map { $0.concerns.union(nearest) } ?? nearest
    }
}
