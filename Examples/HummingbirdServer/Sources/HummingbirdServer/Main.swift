// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Logging
import PGRouting
import ReplicaRoutingHTTP

/// Reads its settings from the environment: `PRIMARY` and `REPLICAS` are connection strings, `PIN_KEYS` the keys of the
/// cookie in base64; the latter two are lists with commas. `PORT` is 8080 unless it is set.
@main
enum Main {
    static func main() async throws {
        let environment = Environment()
        func list(_ name: String) -> [String] {
            environment.get(name)?.split(separator: ",").map(String.init) ?? []
        }
        guard let primary = environment.get("PRIMARY") else {
            throw PGError(.invalidConfiguration, "PRIMARY is not set; valid is postgresql://user:password@host/app")
        }
        let configuration = PGClusterConfiguration(name: "stacks")
        let cluster = try PGCluster(
            primary: PGNode(primary),
            replicas: list("REPLICAS").map { PGNode($0) },
            configuration: configuration
        )
        let keys = list("PIN_KEYS")
        let cookie = try PinCookie(
            cluster: configuration.name,
            signer: keys.isEmpty ? .ephemeral() : PinSigner(base64Keys: keys),
            policy: configuration.pinning
        )
        let port = environment.get("PORT", as: Int.self) ?? 8080
        let server = StackServer(cluster: cluster, cookie: cookie, address: .hostname("127.0.0.1", port: port))
        try await server.application().runService()
    }
}
