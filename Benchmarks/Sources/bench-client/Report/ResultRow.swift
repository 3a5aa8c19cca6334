// SPDX-License-Identifier: Apache-2.0

/// One line of the results: a client in a case. Times are in microseconds; `nil` where something does not apply.
struct ResultRow: Sendable, Encodable {
    let benchmark: String
    let connections: Int
    let client: String
    let perSecond: Double?
    let ratioToC: Double?
    let ratioToPgbench: Double?
    let cpuPerQuery: Double?
    let median: Double?
    let percentile99: Double?

    enum CodingKeys: String, CodingKey {
        case benchmark = "case"
        case connections
        case client
        case perSecond = "median_qps"
        case ratioToC = "ratio_to_c"
        case ratioToPgbench = "ratio_to_pgbench"
        case cpuPerQuery = "client_cpu_us_per_query"
        case median = "p50_us"
        case percentile99 = "p99_us"
    }

    init(_ result: GroupResult, _ lane: Lane) {
        benchmark = result.group.benchmark.rawValue
        connections = lane.connections
        client = lane.client.rawValue
        perSecond = result.median(lane) { $0.perSecond }
        ratioToC = result.ratio(lane, to: .c)
        ratioToPgbench = result.ratio(lane, to: .pgbench)
        cpuPerQuery = result.median(lane) { $0.cpuPerStatement.map { $0 / 1000 } }
        median = result.median(lane) { $0.median.map { Double($0) / 1000 } }
        percentile99 = result.median(lane) { $0.percentile99.map { Double($0) / 1000 } }
    }

    /// As synthesized, but with `null` where there is no value.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(benchmark, forKey: .benchmark)
        try container.encode(connections, forKey: .connections)
        try container.encode(client, forKey: .client)
        try container.encode(perSecond?.rounded(places: 1), forKey: .perSecond)
        try container.encode(ratioToC?.rounded(places: 3), forKey: .ratioToC)
        try container.encode(ratioToPgbench?.rounded(places: 3), forKey: .ratioToPgbench)
        try container.encode(cpuPerQuery?.rounded(places: 2), forKey: .cpuPerQuery)
        try container.encode(median?.rounded(places: 1), forKey: .median)
        try container.encode(percentile99?.rounded(places: 1), forKey: .percentile99)
    }
}
