// SPDX-License-Identifier: Apache-2.0

/// The replicas, or other instances, that a ``ReplicaIndex`` counts, by names that stay when the list changes.
///
/// An index is resolved to a name once, where it is set, and the pair is kept (``InstanceReference``). When an entry is
/// deleted later, the index of those behind it shifts; the name does not, and ``check(_:)`` tells.
public struct InstanceList: Sendable, Hashable {
    /// The names in order: the first has index 1.
    public let names: [NodeID]

    /// Makes a list.
    ///
    /// - Throws: ``RoutingError`` when a name is empty (``RoutingError/Code/invalidTopology``) or comes twice
    ///   (``RoutingError/Code/duplicateNode``).
    public init(_ names: [NodeID]) throws(RoutingError) {
        var known: Set<NodeID> = []
        for (position, name) in names.enumerated() {
            guard !name.rawValue.isEmpty else {
                throw RoutingError(
                    code: .invalidTopology,
                    message: "instance number \(position + 1) of \(names.count) has an empty name: "
                        + "a name is at least one character",
                )
            }
            guard known.insert(name).inserted else {
                throw RoutingError(
                    code: .duplicateNode,
                    message: "two instances are called \(name): each needs a name of its own",
                    node: name,
                )
            }
        }
        self.names = names
    }

    /// The list of a topology's replicas.
    public init(replicasOf topology: Topology) {
        names = topology.replicaPositions.map { topology.nodes[$0].id }
    }

    /// What an index stands for right now, nil where it is none.
    ///
    /// - Throws: ``RoutingError`` with the code ``RoutingError/Code/invalidReplicaIndex`` where it is beyond the list.
    public func resolve(_ index: ReplicaIndex) throws(RoutingError) -> InstanceReference? {
        guard let value = index.value else { return nil }
        guard value <= names.count else { throw ReplicaIndex.error("\(value)", of: names.count) }
        return InstanceReference(index: value, name: names[value - 1])
    }

    /// Whether a reference still is what it was.
    public func check(_ reference: InstanceReference) -> InstanceReference.Finding {
        guard let position = names.firstIndex(of: reference.name) else {
            let other = names.indices.contains(reference.index - 1) ? names[reference.index - 1] : nil
            return .gone(indexNowMeans: other)
        }
        return position + 1 == reference.index ? .unchanged : .moved(to: position + 1)
    }
}

/// An instance as it was chosen: by its index, and its name at that time. Keep both; the name is what counts.
public struct InstanceReference: Sendable, Hashable, Codable {
    /// Its index when it was chosen, from 1 on.
    public let index: Int

    /// Its name.
    public let name: NodeID

    /// Makes a reference.
    public init(index: Int, name: NodeID) {
        self.index = index
        self.name = name
    }

    /// What a read of it asks for.
    public var target: ReadTarget { .node(name) }

    /// What has become of a reference.
    public enum Finding: Sendable, Hashable {
        /// It has the index that it had.
        case unchanged

        /// It has another index now. The name still leads to it.
        case moved(to: Int)

        /// It is no longer in the list: choose again. Its index now means another instance, or none.
        case gone(indexNowMeans: NodeID?)
    }
}
