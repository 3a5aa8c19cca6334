// SPDX-License-Identifier: Apache-2.0

/// Where a read wants to go.
public enum ReadTarget: Sendable, Hashable {
    /// Wherever the router thinks best.
    case any

    /// To the primary and nowhere else, for a read that must see the latest writes.
    case primary

    /// To one replica, counted from 1 in the order of the topology.
    ///
    /// The indices nil, 0 and -1 choose no particular replica and mean the same as ``any``. Any other index that
    /// is out of range is an error (``RoutingError/Code/replicaIndexOutOfRange``); it never silently means the
    /// primary.
    case replica(index: Int?)

    /// To the node of this name. A name the topology does not have is an error
    /// (``RoutingError/Code/unknownNode``).
    case node(NodeID)
}
