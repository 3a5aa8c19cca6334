// SPDX-License-Identifier: Apache-2.0

extension Topology {
    /// Whether the node at a position may serve a read: it is up, it was not tried before, and it is not a replica
    /// that was promoted.
    ///
    /// Weights play no part in it. It is the short answer of ``rejectionOfRead(at:excluding:)`` and costs a
    /// nanosecond or two. A position the topology does not have may serve nothing.
    @inline(__always)
    public func mayServeRead(at position: Int, excluding excluded: NodeSet = []) -> Bool {
        snapshot.mayServeRead(position) && !excluded.contains(position)
    }

    /// Why the node at a position may not serve a read, nil when it may.
    ///
    /// It is the rule all routers start from: a read needs a node that is up and that was not tried before. A
    /// replica that was seen as a primary has been promoted: it follows another timeline, and is rejected. A primary
    /// that was seen as a replica was demoted: it may still serve reads. A position the topology does not have
    /// was not requested.
    public func rejectionOfRead(at position: Int, excluding excluded: NodeSet = []) -> RejectionReason? {
        guard snapshot.layout.nodes.indices.contains(position) else { return .notRequested }
        return RejectionReason(ofReadFrom: snapshot.layout.nodes[position], in: snapshot.statuses[position])
            ?? (excluded.contains(position) ? .excluded : nil)
    }
}

extension RejectionReason {
    /// Why a node in this status may not serve any traffic, nil when it may.
    init?(of status: NodeStatus) {
        switch status.state {
        case .up: return nil
        case .down: self = .down(status.reason)
        case .catchingUp: self = .catchingUp(status.reason)
        case .probing: self = .probing
        case .draining: self = .draining
        }
    }

    /// Why a node in this status may not serve reads, nil when it may.
    init?(ofReadFrom node: Node, in status: NodeStatus) {
        if let reason = RejectionReason(of: status) {
            self = reason
        } else if node.role == .replica, status.observedRole == .primary {
            self = .roleMismatch(observed: .primary)
        } else {
            return nil
        }
    }

    /// Why a node in this status may not stand for the primary, nil when it may. That it is configured as one is for
    /// the caller to know.
    init?(ofPrimaryIn status: NodeStatus) {
        if let reason = RejectionReason(of: status) {
            self = reason
        } else if status.observedRole == .replica {
            self = .roleMismatch(observed: .replica)
        } else {
            return nil
        }
    }
}
