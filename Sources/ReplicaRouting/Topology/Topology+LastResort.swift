// SPDX-License-Identifier: Apache-2.0

extension Topology {
    /// This topology with the nodes that are catching up taken to be up; nil where there are none.
    var openingThoseCatchingUp: Topology? {
        guard statuses.contains(where: { $0.state == .catchingUp }) else { return nil }
        let opened = statuses.map { status in
            var status = status
            if status.state == .catchingUp { status.state = .up }
            return status
        }
        return Topology(
            snapshot: TopologySnapshot(layout: snapshot.layout, statuses: opened, generation: snapshot.generation)
        )
    }
}
