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
        .executable(name: "bench-c", targets: ["bench-c"]),
    ],
    dependencies: [
        .package(name: "swift-replica-routing", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
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
        // The yardstick: one event loop over libpq in C.
        .executableTarget(name: "bench-c", dependencies: ["CMeasurement", "LibPQ"]),
        .executableTarget(
            name: "bench-client",
            dependencies: [
                "CMeasurement",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "PGClient", package: "swift-replica-routing"),
                .product(name: "PGClusterTesting", package: "swift-replica-routing"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .testTarget(name: "BenchClientTests", dependencies: ["bench-client"], swiftSettings: settings),
    ]
)
