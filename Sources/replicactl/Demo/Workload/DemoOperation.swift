// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting

/// What a client does next.
enum DemoOperation: Equatable {
    /// Reads a row by its primary key.
    case key(Int64)
    /// Reads the rows in a field of view with this corner.
    case fieldOfView(x: Double, y: Double, z: Double)
    /// Adds a row here.
    case insertion(x: Double, y: Double, z: Double)

    /// 5 of 100 are writes; the others are reads by key and fields of view in equal parts.
    init(using generator: inout RoutingGenerator) {
        let kind = Int.random(in: 0..<200, using: &generator)
        switch kind {
        case ..<10:
            let (x, y, z) = Self.corner(&generator)
            self = .insertion(x: x, y: y, z: z)
        case ..<105:
            self = .key(Int64.random(in: 1...Treenode.rows, using: &generator))
        default:
            let (x, y, z) = Self.corner(&generator)
            self = .fieldOfView(x: x, y: y, z: z)
        }
    }

    /// A corner whose field of view is within the volume.
    private static func corner(_ generator: inout RoutingGenerator) -> (Double, Double, Double) {
        (
            Double.random(in: 0...(Treenode.extent - 2000), using: &generator),
            Double.random(in: 0...(Treenode.extent - 2000), using: &generator),
            Double.random(in: 0...(Treenode.extent / 10 - 5000), using: &generator)
        )
    }
}
