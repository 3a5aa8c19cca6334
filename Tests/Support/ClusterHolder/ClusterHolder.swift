// SPDX-License-Identifier: Apache-2.0

import PGClusterTesting

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Starts a cluster, prints every step and then `holding FOLDER`, and does nothing more: the tests end it rudely.
@main
struct ClusterHolder {
    static func main() async throws {
        var configuration = LocalCluster.Configuration(replicas: 1)
        configuration.keepsFiles = CommandLine.arguments.contains("--keep-files")
        configuration.onProgress = { say("\($0)") }
        let cluster = try await LocalCluster.start(configuration)
        if CommandLine.arguments.contains("--pause") { try await cluster.pause("replica-1") }
        say("holding \(cluster.directory)")
        try await Task.sleep(for: .seconds(60))
        await cluster.shutdown()
    }

    /// At once, although the output is a file.
    private static func say(_ line: String) {
        print(line)
        fflush(nil)
    }
}
