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
        .library(name: "PGClient", targets: ["PGClient"]),
        .library(name: "PGRouting", targets: ["PGRouting"]),
        .library(name: "PGClusterTesting", targets: ["PGClusterTesting"]),
        .executable(name: "replicactl", targets: ["replicactl"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
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
            ],
            swiftSettings: settings
        ),
        .target(name: "ReplicaRouting", swiftSettings: settings),
        .target(
            name: "PGRouting",
            dependencies: [
                "PGClient",
                "ReplicaRouting",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
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
        .executableTarget(
            name: "replicactl",
            dependencies: [
                "PGClient",
                "PGClusterTesting",
                "PGRouting",
                "ReplicaRouting",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .testTarget(name: "ReplicaRoutingTests", dependencies: ["ReplicaRouting"], swiftSettings: settings),
        .testTarget(
            name: "PGClientTests",
            dependencies: ["PGClient", .product(name: "Metrics", package: "swift-metrics")],
            swiftSettings: settings
        ),
        .target(
            name: "ClusterTrait",
            dependencies: ["PGClusterTesting"],
            path: "Tests/Support/ClusterTrait",
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
            dependencies: ["PGClusterTesting", "PGRouting", "replicactl"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PGClientIntegrationTests",
            dependencies: ["ClusterTrait", "PGClient", "PGClusterTesting"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PGRoutingTests",
            dependencies: [
                "ClusterTrait", "PGClient", "PGClusterTesting", "PGRouting", "ReplicaRouting",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
    ]
)
