// SPDX-License-Identifier: Apache-2.0

public import PGClusterTesting
public import Testing

/// Starts a throwaway cluster before the tests of a suite and ends it after them.
///
/// The tests find it in ``ClusterTrait/cluster``.
public struct ClusterTrait: SuiteTrait, TestScoping {
    @TaskLocal private static var current: LocalCluster?

    let configuration: LocalCluster.Configuration

    /// Runs the suite with a cluster of its own.
    public func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await LocalCluster.withCluster(configuration) { cluster in
            try await Self.$current.withValue(cluster) { try await function() }
        }
    }

    /// The cluster of the suite that runs.
    public static var cluster: LocalCluster {
        get throws { try #require(current, "the suite has no trait .cluster(replicas:)") }
    }
}

extension Trait where Self == ClusterTrait {
    /// A primary and `replicas` streaming replicas of the suite's own.
    public static func cluster(replicas: Int, settings: [String: String] = [:]) -> ClusterTrait {
        var configuration = LocalCluster.Configuration(replicas: replicas)
        configuration.settings = settings
        return ClusterTrait(configuration: configuration)
    }
}
