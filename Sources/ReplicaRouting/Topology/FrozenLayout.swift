// SPDX-License-Identifier: Apache-2.0

/// The parts of a ``TopologyLayout`` that a decision looks at, as plain addresses: copying it counts no references. It is
/// valid for as long as the layout lives.
struct FrozenLayout: @unchecked Sendable {
    let nodes: UnsafeBufferPointer<Node>
    let weights: UnsafeBufferPointer<Double>
    /// The bits of the pools that each node belongs to.
    let memberships: UnsafeBufferPointer<UInt8>
    let columns: UnsafeBufferPointer<AliasTable.Column>
    let slots: UnsafeBufferPointer<Int32>
    let loads: UnsafeBufferPointer<TopologyLayout.LoadReference>
    let weighted: UnsafeBufferPointer<Int>
    let weightedReplicas: UnsafeBufferPointer<Int>
    let weightless: UnsafeBufferPointer<Int>
    let weightlessReplicas: UnsafeBufferPointer<Int>
    let primaries: UnsafeBufferPointer<Int>
    /// -1 when there is none, or more than one.
    let primaryPosition: Int

    /// The positions of a pool.
    subscript(pool: NodePool) -> UnsafeBufferPointer<Int> {
        @inline(__always) get {
            switch pool {
            case .weighted: weighted
            case .weightedReplicas: weightedReplicas
            case .weightless: weightless
            case .weightlessReplicas: weightlessReplicas
            case .primaries: primaries
            }
        }
    }
}
