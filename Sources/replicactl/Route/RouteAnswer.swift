// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What `replicactl route explain` says: the first decision in full, and each node's share of many.
struct RouteAnswer: Encodable {
    struct Rejected: Encodable {
        let id: String
        let reason: String
        let filter: String
    }

    let eligible: [String]
    let chosen: String?
    let rejected: [Rejected]
    let shares: [String: Double]

    /// Why nothing was chosen, nil when something was.
    let failure: String?
    let cause: String
    let count: Int
    private let nodes: [Node]

    private enum CodingKeys: String, CodingKey {
        case eligible, chosen, rejected, shares
    }

    /// Decides the case so many times.
    init(_ routeCase: RouteCase, count: Int) {
        var context = RoutingContext(
            now: RoutingInstant(),
            generator: RoutingGenerator(seed: routeCase.seed),
            explains: true
        )
        context.ticket = context.generator.next()
        let (router, request, topology) = (routeCase.router, routeCase.request, routeCase.topology)
        let first = router.decide(request, in: topology, context: &context)
        context.explains = false
        var counts = Array(repeating: 0, count: topology.nodes.count)
        if let position = first.position { counts[position] += 1 }
        for _ in 1..<max(1, count) {
            context.ticket &+= 1
            if let position = router.decide(request, in: topology, context: &context).position { counts[position] += 1 }
        }
        eligible = first.explanation?.eligible.map(\.rawValue) ?? []
        chosen = first.chosen?.id.rawValue
        rejected =
            first.explanation?.rejected.map {
                Rejected(id: $0.node.rawValue, reason: $0.reason.description, filter: $0.filter.name)
            } ?? []
        shares = Dictionary(
            uniqueKeysWithValues: zip(topology.nodes, counts).map { ($0.id.rawValue, Double($1) / Double(count)) }
        )
        failure = first.failure?.message
        cause = first.cause.name
        self.count = count
        nodes = topology.nodes
    }

    /// As synthesized, but with `null` where nothing was chosen.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(eligible, forKey: .eligible)
        try container.encode(chosen, forKey: .chosen)
        try container.encode(rejected, forKey: .rejected)
        try container.encode(shares, forKey: .shares)
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// The answer for people.
    func lines(width: Int, style: TextStyle) -> [String] {
        let reasons = Dictionary(rejected.map { ($0.id, $0) }) { first, _ in first }
        let rows = nodes.map { node -> [TextTable.Cell] in
            let id = node.id.rawValue
            let rejection = reasons[id]
            return [
                TextTable.Cell(id, rejection == nil ? .ordinary : .faint),
                TextTable.Cell(node.role.rawValue, .faint),
                TextTable.Cell(share(of: id), rejection == nil ? .ordinary : .faint),
                TextTable.Cell(
                    rejection.map(\.filter) ?? (id == chosen ? "chosen" : "eligible"),
                    rejection != nil ? .bad : .good
                ),
                TextTable.Cell(rejection.map(\.reason) ?? (id == chosen ? cause : ""), .faint),
            ]
        }
        let table = TextTable(
            columns: [
                TextTable.Column("NODE", .left), TextTable.Column("ROLE", .left, dropped: 1),
                TextTable.Column("SHARE", .right), TextTable.Column("VERDICT", .left), TextTable.Column("WHY", .left),
            ],
            rows: rows
        )
        return table.lines(width: width, style: style) + ["", sentence]
    }

    private var sentence: String {
        if let chosen { return "\(chosen) is chosen (\(cause)). Shares are of \(count) decisions." }
        return "Nothing is chosen: \(failure ?? cause)."
    }

    private func share(of id: String) -> String {
        let tenths = Int(((shares[id] ?? 0) * 1_000).rounded())
        return "\(tenths / 10).\(tenths % 10)%"
    }
}
