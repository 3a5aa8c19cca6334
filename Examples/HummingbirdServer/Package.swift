// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    // The library's own tests compile the server, too, where this is a trait. Leave it out of a server of your own.
    .define("Hummingbird"),
]

let package = Package(
    name: "hummingbird-server",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "swift-replica-routing", path: "../..", traits: ["Hummingbird"]),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    ],
    targets: [
        .executableTarget(
            name: "HummingbirdServer",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdReplicaRouting", package: "swift-replica-routing"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "PGRouting", package: "swift-replica-routing"),
                .product(name: "ReplicaRoutingHTTP", package: "swift-replica-routing"),
            ],
            swiftSettings: settings
        )
    ]
)
