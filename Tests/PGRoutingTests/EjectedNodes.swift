// SPDX-License-Identifier: Apache-2.0

import LogCapture

extension CapturedLog {
    /// The nodes that a cluster has said it ejected, in order.
    var ejectedNodes: [String] {
        entries.filter { $0.message == "node ejected" }.compactMap { $0.metadata["node"].map { "\($0)" } }
    }
}
