// SPDX-License-Identifier: Apache-2.0

/// The nodes' shares of the reads, relative to each other; the primary's first.
struct NodeWeights: Hashable {
    let values: [Double]

    /// 1 for the primary, 2 for each replica.
    init(defaultFor replicas: Int) {
        values = [1] + Array(repeating: 2, count: replicas)
    }

    /// Reads weights as they are given on the command line, for example `1,2,2`.
    ///
    /// - Throws: ``DemoError`` that names what is valid: a finite number of at least 0 for the primary and for each
    ///   replica, one of them above 0.
    init(_ text: String, replicas: Int) throws(DemoError) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let valid = NodeWeights(defaultFor: replicas).description
        var values: [Double] = []
        for part in parts {
            guard let value = Double(part), value.isFinite, value >= 0 else {
                throw DemoError(
                    "--weights \(text) has the weight \"\(part)\"; valid are finite numbers of at least 0, such as \(valid)."
                )
            }
            values.append(value)
        }
        guard values.count == replicas + 1 else {
            throw DemoError(
                "--weights \(text) has \(values.count) of \(replicas + 1) weights; "
                    + "valid is one for the primary and one for each replica, such as \(valid)."
            )
        }
        guard values.contains(where: { $0 > 0 }) else {
            throw DemoError("--weights \(text) has no weight above 0; valid is one at least, such as \(valid).")
        }
        self.values = values
    }

    /// The part of the reads that each node should serve while those at `up` are up: its weight over the sum of the
    /// weights of the nodes that are up. Where no such node has weight, the replicas share equally, and the primary
    /// serves what no replica can; so does the router.
    func expectedShares(up: Set<Int>) -> [Double] {
        // Divided by the greatest first, so that the sum of huge weights stays finite.
        let greatest = up.map { values[$0] }.max() ?? 0
        if greatest > 0 {
            let sum = up.reduce(0) { $0 + values[$1] / greatest }
            return values.indices.map { up.contains($0) ? values[$0] / greatest / sum : 0 }
        }
        let serving = up.subtracting([0]).isEmpty ? up : up.subtracting([0])
        return values.indices.map { serving.contains($0) ? 1 / Double(serving.count) : 0 }
    }

    /// The replica with the greatest weight, the first of several, as a position among the nodes; `nil` where no
    /// replica has weight.
    var heaviestReplica: Int? {
        let replicas = values.indices.dropFirst().filter { values[$0] > 0 }
        return replicas.first { position in replicas.allSatisfy { values[$0] <= values[position] } }
    }
}

extension NodeWeights: CustomStringConvertible {
    /// The weights as the command line takes them.
    var description: String {
        values.map(Self.text).joined(separator: ",")
    }

    /// A weight without needless decimals.
    static func text(of weight: Double) -> String {
        Int(exactly: weight).map { "\($0)" } ?? "\(weight)"
    }
}
