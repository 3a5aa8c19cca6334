// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
    name: "swift-replica-routing",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "ReplicaRouting", targets: ["ReplicaRouting"]),
        .library(name: "HummingbirdReplicaRouting", targets: ["HummingbirdReplicaRouting"]),
        .library(name: "ReplicaRoutingHTTP", targets: ["ReplicaRoutingHTTP"]),
        .library(name: "RoutingSimulator", targets: ["RoutingSimulator"]),
        .library(name: "PolicyReport", targets: ["PolicyReport"]),
        .library(name: "PolicyBenchmark", targets: ["PolicyBenchmark"]),
        .library(name: "PGClient", targets: ["PGClient"]),
        .library(name: "PGRouting", targets: ["PGRouting"]),
        .library(name: "PGClusterTesting", targets: ["PGClusterTesting"]),
        .executable(name: "replicactl", targets: ["replicactl"]),
    ],
    // What only some users need: without its trait, SwiftPM does not even fetch a dependency.
    traits: [
        .trait(name: "HTTP", description: "ReplicaRoutingHTTP: probes over async-http-client, pin markers in cookies."),
        .trait(
            name: "Hummingbird",
            description: "HummingbirdReplicaRouting: middlewares that carry pins from request to request.",
            enabledTraits: ["HTTP"]
        ),
        .trait(name: "Tracing", description: "PGClient, PGRouting: spans over swift-distributed-tracing."),
        .default(enabledTraits: []),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        .systemLibrary(
            name: "CLibPQ",
            pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"]), .brew(["libpq"])]
        ),
        .target(
            name: "PGClient",
            dependencies: [
                "CLibPQ",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing", condition: .when(traits: ["Tracing"])),
            ],
            swiftSettings: settings
        ),
        .target(name: "ReplicaRouting", swiftSettings: settings),
        .target(name: "RoutingSimulator", dependencies: ["ReplicaRouting"], swiftSettings: settings),
        .target(name: "PolicyReport", swiftSettings: settings),
        .target(name: "PolicyReportFiles", dependencies: ["PolicyReport"], swiftSettings: settings),
        .target(
            name: "CommandLineSupport",
            dependencies: [
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "PolicyBenchmark",
            dependencies: [
                "CommandLineSupport",
                "PGClient",
                "PGClusterTesting",
                "PGRouting",
                "PolicyReport",
                "PolicyReportFiles",
                "ReplicaRouting",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "PGRouting",
            dependencies: [
                "PGClient",
                "ReplicaRouting",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing", condition: .when(traits: ["Tracing"])),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "PGClusterTesting",
            dependencies: [
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "ReplicaRoutingHTTP",
            dependencies: [
                "ReplicaRouting",
                .product(name: "AsyncHTTPClient", package: "async-http-client", condition: .when(traits: ["HTTP"])),
                .product(name: "Crypto", package: "swift-crypto", condition: .when(traits: ["HTTP"])),
                .product(name: "HTTPTypes", package: "swift-http-types", condition: .when(traits: ["HTTP"])),
                .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["HTTP"])),
                .product(name: "NIOHTTP1", package: "swift-nio", condition: .when(traits: ["HTTP"])),
                .product(name: "NIOPosix", package: "swift-nio", condition: .when(traits: ["HTTP"])),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "HummingbirdReplicaRouting",
            dependencies: [
                "ReplicaRouting",
                "ReplicaRoutingHTTP",
                .product(name: "HTTPTypes", package: "swift-http-types", condition: .when(traits: ["Hummingbird"])),
                .product(name: "Hummingbird", package: "hummingbird", condition: .when(traits: ["Hummingbird"])),
                .product(name: "Logging", package: "swift-log", condition: .when(traits: ["Hummingbird"])),
                .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["Hummingbird"])),
                .product(name: "NIOHTTP1", package: "swift-nio", condition: .when(traits: ["Hummingbird"])),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "replicactl",
            dependencies: [
                "CommandLineSupport",
                "PGClient",
                "PGClusterTesting",
                "PGRouting",
                "PolicyBenchmark",
                "PolicyReport",
                "PolicyReportFiles",
                "ReplicaRouting",
                "ReplicaRoutingHTTP",
                "RoutingSimulator",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client", condition: .when(traits: ["HTTP"])),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .testTarget(name: "ReplicaRoutingTests", dependencies: ["ReplicaRouting"], swiftSettings: settings),
        .testTarget(
            name: "RoutingSimulatorTests",
            dependencies: ["ReplicaRouting", "RoutingSimulator"],
            swiftSettings: settings
        ),
        .testTarget(name: "PolicyReportTests", dependencies: ["PolicyReport"], swiftSettings: settings),
        .testTarget(
            name: "PolicyReportFilesTests",
            dependencies: ["PolicyReport", "PolicyReportFiles"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PolicyBenchmarkTests",
            dependencies: [
                "PolicyBenchmark",
                "PolicyReport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PGClientTests",
            dependencies: [
                "PGClient", "SpanReading",
                .product(
                    name: "InMemoryTracing",
                    package: "swift-distributed-tracing",
                    condition: .when(traits: ["Tracing"])
                ),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing", condition: .when(traits: ["Tracing"])),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ReplicaRoutingHTTPTests",
            dependencies: [
                "ReplicaRouting",
                "ReplicaRoutingHTTP",
                .product(name: "AsyncHTTPClient", package: "async-http-client", condition: .when(traits: ["HTTP"])),
                .product(name: "HTTPTypes", package: "swift-http-types", condition: .when(traits: ["HTTP"])),
                .product(name: "NIOSSL", package: "swift-nio-ssl", condition: .when(traits: ["HTTP"])),
            ],
            swiftSettings: settings
        ),
        // The nested package's server, compiled here for the tests.
        .target(
            name: "ExampleServer",
            dependencies: [
                "HummingbirdReplicaRouting",
                "PGRouting",
                "ReplicaRoutingHTTP",
                .product(name: "Hummingbird", package: "hummingbird", condition: .when(traits: ["Hummingbird"])),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Examples/HummingbirdServer/Sources/HummingbirdServer",
            exclude: ["Main.swift"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "HummingbirdReplicaRoutingTests",
            dependencies: [
                "ClusterTrait",
                "ExampleServer",
                "HummingbirdReplicaRouting",
                "LogCapture",
                "PGClusterTesting",
                "PGRouting",
                "ReplicaRouting",
                "ReplicaRoutingHTTP",
                .product(name: "HTTPTypes", package: "swift-http-types", condition: .when(traits: ["Hummingbird"])),
                .product(name: "Hummingbird", package: "hummingbird", condition: .when(traits: ["Hummingbird"])),
                .product(name: "HummingbirdTesting", package: "hummingbird", condition: .when(traits: ["Hummingbird"])),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["Hummingbird"])),
                .product(name: "NIOHTTP1", package: "swift-nio", condition: .when(traits: ["Hummingbird"])),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "ClusterTrait",
            dependencies: ["PGClusterTesting"],
            path: "Tests/Support/ClusterTrait",
            swiftSettings: settings
        ),
        .target(
            name: "LogCapture",
            dependencies: [.product(name: "Logging", package: "swift-log")],
            path: "Tests/Support/LogCapture",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "ClusterHolder",
            dependencies: ["PGClusterTesting"],
            path: "Tests/Support/ClusterHolder",
            swiftSettings: settings
        ),
        .testTarget(
            name: "PGClusterTestingTests",
            dependencies: [
                "ClusterHolder",
                "PGClusterTesting",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ReplicactlTests",
            dependencies: [
                "PGClusterTesting", "PGRouting", "PolicyReport", "PolicyReportFiles", "ReplicaRouting",
                "RoutingSimulator", "replicactl",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings
        ),
        // Reads what a test's tracer has recorded.
        .target(
            name: "SpanReading",
            dependencies: [
                .product(
                    name: "InMemoryTracing",
                    package: "swift-distributed-tracing",
                    condition: .when(traits: ["Tracing"])
                ),
                .product(name: "Tracing", package: "swift-distributed-tracing", condition: .when(traits: ["Tracing"])),
            ],
            path: "Tests/Support/SpanReading",
            swiftSettings: settings
        ),
        .testTarget(
            name: "PGClientIntegrationTests",
            dependencies: [
                "ClusterTrait", "PGClient", "PGClusterTesting", "SpanReading",
                .product(
                    name: "InMemoryTracing",
                    package: "swift-distributed-tracing",
                    condition: .when(traits: ["Tracing"])
                ),
                .product(name: "Tracing", package: "swift-distributed-tracing", condition: .when(traits: ["Tracing"])),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PGRoutingTests",
            dependencies: [
                "ClusterTrait", "LogCapture", "PGClient", "PGClusterTesting", "PGRouting", "ReplicaRouting",
                "SpanReading",
                .product(
                    name: "InMemoryTracing",
                    package: "swift-distributed-tracing",
                    condition: .when(traits: ["Tracing"])
                ),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Tracing", package: "swift-distributed-tracing", condition: .when(traits: ["Tracing"])),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
    ]
)
