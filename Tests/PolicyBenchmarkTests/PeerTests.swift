// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PolicyBenchmark

@Suite("Peers")
struct PeerTests {
    private let files = PeerFiles(
        servers: [
            .init(port: 7001, isPrimary: true), .init(port: 7002, isPrimary: false),
            .init(port: 7003, isPrimary: false),
        ],
        port: 8001,
        secondPort: 8002,
        folder: "/tmp/peer",
        user: "app",
        password: "secret",
        database: "shop",
        connections: 8
    )

    @Test("every program listens on the loopback address only", arguments: [PeerKind.pgbouncer, .haproxy, .pgpool])
    func loopback(_ kind: PeerKind) {
        let text = files.files(for: kind).files.values.joined()
        #expect(text.contains("127.0.0.1"))
        #expect(text.contains("8001"))
        #expect(!text.contains("0.0.0.0"))
        #expect(!text.contains("= '*'"))
    }

    @Test("no program gets a password among its arguments, which everybody can read", arguments: PeerKind.allCases)
    func arguments(_ kind: PeerKind) {
        #expect(!files.files(for: kind).arguments.joined().contains("secret"))
    }

    @Test("reads are spread over the replicas and not the primary")
    func servers() throws {
        let proxy = try #require(files.files(for: .haproxy).files["haproxy.cfg"])
        #expect(proxy.contains("127.0.0.1:7002") && proxy.contains("127.0.0.1:7003"))
        #expect(!proxy.contains("7001"))
        let pool = try #require(files.files(for: .pgpool).files["pgpool.conf"])
        #expect(pool.contains("backend_weight0 = 0"))
        #expect(pool.contains("backend_weight1 = 1") && pool.contains("backend_weight2 = 1"))
        let bouncer = try #require(files.files(for: .pgbouncer).files["pgbouncer.ini"])
        #expect(bouncer.contains("port=7002 dbname=shop"))
    }

    private func slice(_ count: Int, peerTime: UInt64?) throws -> PeerSlice {
        var outcome = PeerLoad.Outcome()
        outcome.times = (1...count).map { UInt64($0) * 1000 }
        outcome.processorTime = UInt64(count) * 5000
        return try #require(PeerSlice(outcome, seconds: 2, peerTime: peerTime))
    }

    @Test("the processor time of a read is the client's and the program's together, and unknown where one is")
    func processorTime() throws {
        let known = try slice(100, peerTime: 300_000)
        #expect(known.perSecond == 50)
        #expect(known.median == 50)
        #expect(known.percentile99 == 99)
        #expect(known.clientTime == 5)
        #expect(known.peerTime == 3)
        #expect(known.time == 8)
        #expect(try slice(100, peerTime: nil).time == nil)
        #expect(PeerSlice(PeerLoad.Outcome(), seconds: 2, peerTime: 0) == nil)
    }

    @Test("a ratio is taken within a round, and its median is shown")
    func ratios() throws {
        let results = PeerResults([.direct, .haproxy])
        for (direct, other) in [(100, 50), (1000, 100), (10, 9)] {
            results.add(try slice(direct, peerTime: 0), of: .direct)
            results.add(try slice(other, peerTime: 0), of: .haproxy)
        }
        let rows = results.rows
        #expect(rows.map(\.ratio_to_direct) == [1, 0.5])
        #expect(rows.map(\.reads_per_second) == [50, 25])
        #expect(results.table(isPartial: true).hasPrefix("PARTIAL"))
        #expect(!results.table(isPartial: false).contains("PARTIAL"))
    }
}
