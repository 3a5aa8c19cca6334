// SPDX-License-Identifier: Apache-2.0

/// Sends writes to the primary and spreads reads over the replicas, and over the primary by its own weight.
///
/// - A write goes to the primary. It fails when the primary is not up or was seen as a replica, or when the
///   topology has none.
/// - A read for ``ReadTarget/any`` goes to a node drawn in proportion to the weights of those that may serve it
///   (see ``Topology/rejectionOfRead(at:excluding:)``). A node of weight 0 is never drawn while another candidate
///   has weight. When only replicas of weight 0 are left, each of them is as likely as the others. A primary of
///   weight 0 serves reads only as the fallback.
/// - A read for ``ReadTarget/primary`` goes to the primary or fails. A primary that was seen as a replica is
///   rejected: it may be behind, and this read asked for the latest.
/// - A read for a replica index or a named node goes to that node if it may serve it, whatever its weight.
/// - When what a read wants is not eligible, ``fallback`` says what happens.
///
/// A decision takes constant time while the eligible nodes hold a fair part of the total weight, and it allocates
/// nothing unless it fails or explains itself.
public struct WeightedPrimaryReplicaRouter: Router {
    /// What becomes of a read when no node it wants is eligible. Default: the primary serves it.
    public var fallback: ReadFallback

    /// Makes a router.
    public init(fallback: ReadFallback = .primary) {
        self.fallback = fallback
    }

    /// Chooses a node for a request, or says why none will do.
    public func decide(_ request: RoutingRequest, in topology: Topology, context: inout RoutingContext) -> Decision {
        // The choice is made before and apart from its explanation, which therefore cannot change it.
        let selection = select(request, in: topology, using: &context.generator)
        if case .chosen(let position, let cause) = selection, !context.explains {
            return Decision(choosing: position, in: topology, cause: cause)
        }
        return report(selection, of: request, in: topology, explains: context.explains)
    }

    /// The outcome of a choice before it is put into words.
    enum Selection {
        case chosen(Int, Cause)
        case noCandidate(requested: Int?)
        case noPrimary
        case replicaIndexOutOfRange(Int)
        case unknownNode(NodeID)
    }

    @inline(__always)
    private func select(
        _ request: RoutingRequest,
        in topology: Topology,
        using generator: inout RoutingGenerator
    ) -> Selection {
        switch request.intent {
        case .write:
            return selectPrimary(in: topology, excluding: request.excluded, cause: .write)
        case .read:
            switch request.target {
            case .any, .replica(index: nil), .replica(index: 0), .replica(index: -1):
                return selectAny(in: topology, excluding: request.excluded, using: &generator)
            case .primary:
                return selectPrimary(in: topology, excluding: request.excluded, cause: .forcedPrimary)
            case .replica(index: let index?):
                let replicas = topology.snapshot.layout.replicaPositions
                guard index >= 1, index <= replicas.count else { return .replicaIndexOutOfRange(index) }
                return select(replicas[index - 1], in: topology, excluding: request.excluded, cause: .replicaIndex)
            case .node(let id):
                guard let position = topology.position(of: id) else { return .unknownNode(id) }
                return select(position, in: topology, excluding: request.excluded, cause: .namedNode)
            }
        }
    }

    private func selectPrimary(in topology: Topology, excluding excluded: NodeSet, cause: Cause) -> Selection {
        guard let primary = topology.primaryPosition else { return .noPrimary }
        guard topology.rejectionAsPrimary(at: primary, excluding: excluded) == nil else {
            return .noCandidate(requested: primary)
        }
        return .chosen(primary, cause)
    }

    @inline(__always)
    private func selectAny(
        in topology: Topology,
        excluding excluded: NodeSet,
        using generator: inout RoutingGenerator
    ) -> Selection {
        if let position = topology.drawByWeight(excluding: excluded, using: &generator) {
            return .chosen(position, .weighted)
        }
        if let position = topology.drawWeightless(excluding: excluded, using: &generator) {
            return .chosen(position, .weightless)
        }
        return selectFallback(for: nil, in: topology, excluding: excluded)
    }

    private func select(
        _ position: Int,
        in topology: Topology,
        excluding excluded: NodeSet,
        cause: Cause
    ) -> Selection {
        topology.mayServeRead(at: position, excluding: excluded)
            ? .chosen(position, cause)
            : selectFallback(for: position, in: topology, excluding: excluded)
    }

    private func selectFallback(
        for requested: Int?,
        in topology: Topology,
        excluding excluded: NodeSet
    ) -> Selection {
        guard
            fallback == .primary,
            let primary = topology.primaryPosition,
            topology.mayServeRead(at: primary, excluding: excluded)
        else { return .noCandidate(requested: requested) }
        return .chosen(primary, .fallbackToPrimary)
    }
}
