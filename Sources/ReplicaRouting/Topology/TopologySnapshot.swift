// SPDX-License-Identifier: Apache-2.0

/// What a ``Topology`` refers to: the shared layout, the statuses at one moment, and what follows from them.
///
/// It is one immutable object, so that passing a topology on costs one retain.
final class TopologySnapshot: Sendable {
    let layout: TopologyLayout
    let statuses: [NodeStatus]
    let generation: UInt64

    /// The nodes that may serve a read. Worked out once here so that a decision tests one bit for each node.
    let readable: NodeSet

    init(layout: TopologyLayout, statuses: [NodeStatus], generation: UInt64) {
        self.layout = layout
        self.statuses = statuses
        self.generation = generation
        readable = NodeSet(
            layout.nodes.indices.lazy.filter { position in
                RejectionReason(ofReadFrom: layout.nodes[position], in: statuses[position]) == nil
            }
        )
    }
}
