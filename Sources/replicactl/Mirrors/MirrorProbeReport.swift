// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting

/// What probing the mirrors of a stack has shown.
struct MirrorProbeReport: Encodable {
    struct Probe: Encodable {
        let id: Int
        let reachable: Bool
        let reason: String?
        let milliseconds: Double

        private enum CodingKeys: CodingKey {
            case id
            case reachable
            case reason
            case milliseconds
        }

        // With a null for a reason that there is not.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(reachable, forKey: .reachable)
            try container.encode(reason, forKey: .reason)
            try container.encode((milliseconds * 1000).rounded() / 1000, forKey: .milliseconds)
        }
    }

    let chosen: Int?
    let probes: [Probe]

    private enum CodingKeys: CodingKey {
        case chosen
        case probes
    }

    init(chosen: Int?, probes: [Probe]) {
        self.chosen = chosen
        self.probes = probes
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(chosen, forKey: .chosen)
        try container.encode(probes, forKey: .probes)
    }
}
