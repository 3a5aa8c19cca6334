// SPDX-License-Identifier: Apache-2.0

/// What all rounds have measured.
struct BenchmarkResult {
    var allocations: [DecisionCase: Double?] = [:]
    var threads: [ThreadsBenchmark.Outcome] = []
    /// The same with tickets from one counter.
    var ticketed: [ThreadsBenchmark.Outcome] = []
    var sessions: [SessionsBenchmark.Outcome] = []
    private(set) var times: [DecisionCase: [Double]] = [:]
    private(set) var django: [DjangoBalancer.Case: [Double]] = [:]
    /// The time of django-balancer over that of this package in the same round.
    private(set) var ratios: [DjangoBalancer.Case: [Double]] = [:]

    mutating func add(_ round: [DecisionCase: Double]) {
        for (decisionCase, time) in round { times[decisionCase, default: []].append(time) }
    }

    mutating func add(_ round: [DjangoBalancer.Case: Double], beside own: [DecisionCase: Double]) {
        for (djangoCase, time) in round {
            django[djangoCase, default: []].append(time)
            if let own = own[djangoCase.router.counterpart(nodes: djangoCase.nodes)], own > 0 {
                ratios[djangoCase, default: []].append(time / own)
            }
        }
    }

    /// A decision among a thousand nodes over the same among three.
    func growth(_ decisionCase: DecisionCase) -> Double? {
        let small = DecisionCase(kind: decisionCase.kind, wish: decisionCase.wish, nodes: 3)
        guard decisionCase.nodes != 3, let base = times[small]?.median, let own = times[decisionCase]?.median, base > 0
        else { return nil }
        return own / base
    }

    var djangoCases: [DjangoBalancer.Case] {
        [3, 1_000].flatMap { nodes in
            DjangoBalancer.Router.allCases.map { DjangoBalancer.Case(router: $0, nodes: nodes) }
        }.filter { django[$0] != nil }
    }
}

extension [Double] {
    /// The middle one; of an even count, the mean of the two in the middle; `nil` of none.
    var median: Double? {
        guard !isEmpty else { return nil }
        let ordered = sorted()
        let middle = count / 2
        return count.isMultiple(of: 2) ? (ordered[middle - 1] + ordered[middle]) / 2 : ordered[middle]
    }
}
