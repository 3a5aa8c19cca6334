// SPDX-License-Identifier: Apache-2.0

extension ServerBinaries {
    /// The variable that names the folder to use instead of searching.
    static let variable = "REPLICACTL_PG_BIN"

    /// The newest installation found.
    ///
    /// The environment variable `REPLICACTL_PG_BIN` settles it when set. Otherwise the places are, in this order:
    /// Debian's and Red Hat's, Homebrew's, then the folders of `PATH`; within a place the highest version wins.
    ///
    /// - Throws: ``ClusterError`` with code `serverBinariesMissing` that says where it looked and what to install.
    public static func find() async throws(ClusterError) -> ServerBinaries {
        if let given = ClusterFolder.environment(variable) {
            do {
                return try await at(given)
            } catch {
                throw ClusterError(error.code, "\(variable) is set, but: \(error.message)", logTail: error.logTail)
            }
        }
        for directory in candidates(path: ClusterFolder.environment("PATH") ?? "") {
            if let found = try? await at(directory) { return found }
        }
        throw ClusterError(
            .serverBinariesMissing,
            """
            No PostgreSQL server (13 or newer) was found in \(places.map(\.described).joined(separator: ", ")) or PATH; \
            install one (Debian and Ubuntu: postgresql, Red Hat: postgresql-server, Homebrew: postgresql@17) or set \
            \(variable) to the folder that holds initdb and postgres.
            """
        )
    }

    /// A family of folders `parent/prefix<version>/suffix`.
    struct Place {
        let parent: String
        let prefix: String
        let suffix: String

        var described: String { "\(parent)/\(prefix)*/\(suffix)" }

        func directories(names: [String]) -> [String] {
            names.filter { $0.hasPrefix(prefix) }
                .map { (name: $0, version: Self.numbers(in: String($0.dropFirst(prefix.count)))) }
                .filter { !$0.version.isEmpty }
                .sorted { $1.version.lexicographicallyPrecedes($0.version) }
                .map { "\(parent)/\($0.name)/\(suffix)" }
        }

        private static func numbers(in text: String) -> [Int] {
            text.split(separator: ".").compactMap { Int($0) }
        }
    }

    static let places = [
        Place(parent: "/usr/lib/postgresql", prefix: "", suffix: "bin"),
        Place(parent: "/usr", prefix: "pgsql-", suffix: "bin"),
        Place(parent: "/opt/homebrew/opt", prefix: "postgresql@", suffix: "bin"),
        Place(parent: "/usr/local/opt", prefix: "postgresql@", suffix: "bin"),
    ]

    static func candidates(path: String) -> [String] {
        places.flatMap { $0.directories(names: ClusterFolder.names(in: $0.parent)) }
            + path.split(separator: ":").map(String.init).filter { ClusterFolder.isExecutable($0 + "/initdb") }
    }
}
