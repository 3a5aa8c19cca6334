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
    name: "replica-routing-benchmarks",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "bench-client", targets: ["bench-client"]),
        .executable(name: "bench-router", targets: ["bench-router"]),
        .executable(name: "bench-mirrors", targets: ["bench-mirrors"]),
        .executable(name: "bench-policies", targets: ["bench-policies"]),
        .executable(name: "bench-c", targets: ["bench-c"]),
        .executable(name: "bench-bare", targets: ["bench-bare"]),
    ],
    traits: [
        .trait(name: "HTTP", description: "bench-mirrors, over async-http-client."),
        .trait(
            name: "Tracing",
            description: "bench-client, with the tracing of the client compiled in and not in use."
        ),
    ],
    dependencies: [
        .package(
            name: "swift-replica-routing",
            path: "..",
            traits: [
                .trait(name: "HTTP", condition: .when(traits: ["HTTP"])),
                .trait(name: "Tracing", condition: .when(traits: ["Tracing"])),
            ]
        ),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        .systemLibrary(
            name: "LibPQ",
            pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"]), .brew(["libpq"])]
        ),
        // Clock, processor time, histogram and allocation counter: the same for every client that is compared.
        .target(name: "CMeasurement"),
        // What the yardsticks have in common: connections, waiting for them, and a slice of time.
        .target(name: "CSession", dependencies: ["CMeasurement", "LibPQ"]),
        // The yardstick: one event loop over libpq in C.
        .executableTarget(name: "bench-c", dependencies: ["CMeasurement", "CSession", "LibPQ"]),
        // The same from Swift tasks, with nothing between them and libpq.
        .executableTarget(name: "bench-bare", dependencies: ["CSession", "LibPQ"], swiftSettings: settings),
        .executableTarget(
            name: "bench-client",
            dependencies: [
                "CMeasurement",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "PGClient", package: "swift-replica-routing"),
                .product(name: "PGClusterTesting", package: "swift-replica-routing"),
                .product(name: "PGRouting", package: "swift-replica-routing"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "bench-router",
            dependencies: [
                "CMeasurement",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "ReplicaRouting", package: "swift-replica-routing"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "bench-mirrors",
            dependencies: [
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client", condition: .when(traits: ["HTTP"])),
                .product(name: "ReplicaRouting", package: "swift-replica-routing"),
                .product(name: "ReplicaRoutingHTTP", package: "swift-replica-routing"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "bench-policies",
            dependencies: [
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "PolicyBenchmark", package: "swift-replica-routing"),
            ],
            swiftSettings: settings
        ),
        .testTarget(name: "BenchClientTests", dependencies: ["bench-client"], swiftSettings: settings),
    ]
)
