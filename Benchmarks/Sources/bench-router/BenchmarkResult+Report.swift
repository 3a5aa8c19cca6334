// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension BenchmarkResult {
    /// The results for people.
    func table() -> String {
        var decisions = [["router", "request", "nodes", "ns/decision", "best", "x of 3 nodes", "allocations"]]
        for decisionCase in DecisionCase.all {
            decisions.append([
                decisionCase.kind.rawValue, decisionCase.wish.rawValue, "\(decisionCase.nodes)",
                Self.text(times[decisionCase]?.median, 1), Self.text(times[decisionCase]?.min(), 1),
                Self.text(growth(decisionCase), 2),
                Self.text(allocations[decisionCase].flatMap(\.self), 2),
            ])
        }
        var balancer = [["django-balancer 0.5", "", "nodes", "ns/decision", "/ this package", ""]]
        for djangoCase in djangoCases {
            balancer.append([
                djangoCase.router.rawValue, "read", "\(djangoCase.nodes)", Self.text(django[djangoCase]?.median, 0),
                Self.text(ratios[djangoCase]?.median, 1), "",
            ])
        }
        let rest = [
            [
                "threads at once, speed-up over one (no more than there are cores)",
                Self.text(threads.map(\.speedUp).median, 2),
            ],
            ["threads at once, processor time of a decision over one's", Self.text(threads.map(\.cost).median, 2)],
            ["the same with tickets from one counter, speed-up", Self.text(ticketed.map(\.speedUp).median, 2)],
            ["the same with tickets from one counter, processor time", Self.text(ticketed.map(\.cost).median, 2)],
            ["live sessions, bytes of each", Self.text(sessions.map(\.bytes).median, 0)],
            ["live sessions, ns/decision in one met at random", Self.text(sessions.map(\.nanoseconds).median, 1)],
            ["the same among a thousand of them", Self.text(sessions.map(\.cached).median, 1)],
        ]
        let tables = [(decisions, 2), (balancer, 2), (rest, 1)].filter { $0.0.count > 1 }
        return tables.map { Self.aligned($0.0, words: $0.1) }.joined(separator: "\n\n")
    }

    /// The results for programs.
    func json() throws -> String {
        struct Decision: Encodable {
            let router, request: String
            let nodes: Int
            let ns_per_decision, best_ns, ratio_to_3_nodes, allocations: Double?
        }
        struct Balancer: Encodable {
            let router: String
            let nodes: Int
            let ns_per_decision, ratio_to_this_package: Double?
        }
        struct Report: Encodable {
            let decisions: [Decision]
            let django_balancer: [Balancer]
            let threads_speed_up, threads_cost, ticketed_speed_up, ticketed_cost, session_bytes,
                session_ns_per_decision: Double?
            let session_cached_ns_per_decision: Double?
        }
        let report = Report(
            decisions: DecisionCase.all.map { decisionCase in
                Decision(
                    router: decisionCase.kind.rawValue,
                    request: decisionCase.wish.rawValue,
                    nodes: decisionCase.nodes,
                    ns_per_decision: times[decisionCase]?.median,
                    best_ns: times[decisionCase]?.min(),
                    ratio_to_3_nodes: growth(decisionCase),
                    allocations: allocations[decisionCase].flatMap(\.self)
                )
            },
            django_balancer: djangoCases.map { djangoCase in
                Balancer(
                    router: djangoCase.router.rawValue,
                    nodes: djangoCase.nodes,
                    ns_per_decision: django[djangoCase]?.median,
                    ratio_to_this_package: ratios[djangoCase]?.median
                )
            },
            threads_speed_up: threads.map(\.speedUp).median,
            threads_cost: threads.map(\.cost).median,
            ticketed_speed_up: ticketed.map(\.speedUp).median,
            ticketed_cost: ticketed.map(\.cost).median,
            session_bytes: sessions.map(\.bytes).median,
            session_ns_per_decision: sessions.map(\.nanoseconds).median,
            session_cached_ns_per_decision: sessions.map(\.cached).median
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return String(decoding: try encoder.encode(report), as: UTF8.self)
    }

    private static func text(_ value: Double?, _ places: Int) -> String {
        guard let value, value.isFinite else { return "-" }
        let scale = (0..<places).reduce(1) { scale, _ in scale * 10 }
        let scaled = Int((value * Double(scale)).rounded())
        guard places > 0 else { return "\(scaled)" }
        let fraction = String(scaled % scale)
        return "\(scaled / scale)." + String(repeating: "0", count: places - fraction.count) + fraction
    }

    private static func aligned(_ rows: [[String]], words: Int) -> String {
        let columns = rows[0].indices
        let widths = columns.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            columns.map { column in
                let filling = String(repeating: " ", count: widths[column] - row[column].count)
                return column < words ? row[column] + filling : filling + row[column]
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
