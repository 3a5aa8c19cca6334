// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Foundation
import PGClient
import PGClusterTesting
import Testing

@Suite(
    "TLS in records of 16 KiB",
    .enabled(if: Certificates.program != nil, "the openssl program, which makes the certificates, is not installed"),
    .cluster(replicas: 0),
    .timeLimit(.minutes(1))
)
struct LargeRecordsTests {
    @Test("leaves nothing of a result behind in the TLS library, where the socket does not show it")
    func manyRows() async throws {
        let certificates = try Certificates()
        defer { certificates.remove() }
        try await withFaultProxy(to: port()) { proxy in
            // Collected for a moment, so that there is enough for full records.
            proxy.set(.delay(.milliseconds(2)), .toClient)
            let terminator = try TLSTerminator(to: proxy.port, certificates)
            defer { terminator.end() }
            var address = try #require(URLComponents(string: ClusterTrait.cluster.uri(of: "primary")))
            address.host = "localhost"
            address.port = terminator.port
            address.query = "sslmode=verify-full&sslrootcert=\(certificates.path("root.crt"))&hostaddr=127.0.0.1"
            try await withConnection(PGConfiguration(#require(address.string))) { connection in
                for count in stride(from: 1, to: 400, by: 2) {
                    let query: PGQuery = "SELECT repeat('r', 713) FROM generate_series(1, \(Int32(count)))"
                    let result = try await connection.query(query, deadline: .now + .seconds(3))
                    #expect(result.rowCount == count)
                }
            }
        }
    }
}
