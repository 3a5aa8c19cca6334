// SPDX-License-Identifier: Apache-2.0

/// An installation of the PostgreSQL server: the folder with `postgres`, `initdb`, `pg_basebackup` and `pg_ctl`.
public struct ServerBinaries: Sendable, Hashable {
    /// The absolute path of the folder.
    public let directory: String
    /// The version as the server prints it, for example `15.18` or `18beta1`.
    public let version: String

    /// The first number of ``version``.
    public var majorVersion: Int {
        Int(version.prefix { $0.isNumber }) ?? 0
    }

    init(directory: String, version: String) {
        self.directory = directory
        self.version = version
    }

    static let required = ["initdb", "pg_basebackup", "pg_ctl", "postgres"]
    static let oldestMajorVersion = 13

    func path(of program: String) -> String { directory + "/" + program }

    /// The installation in a folder that is known.
    ///
    /// - Throws: ``ClusterError`` with code `serverBinariesMissing` when a program is not there, does not run or is
    ///   older than PostgreSQL 13.
    public static func at(_ directory: String) async throws(ClusterError) -> ServerBinaries {
        guard let path = ClusterFolder.resolve(directory) else {
            throw ClusterError(
                .serverBinariesMissing,
                "The folder \(directory) for a PostgreSQL server does not exist."
            )
        }
        let absent = required.filter { !ClusterFolder.isExecutable(path + "/" + $0) }
        guard absent.isEmpty else {
            throw ClusterError(
                .serverBinariesMissing,
                "The folder \(directory) is not that of a PostgreSQL server: it lacks \(absent.joined(separator: ", "))."
            )
        }
        let output = try await Command(path + "/postgres", ["--version"]).run()
        // "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"
        guard let version = output.split(separator: ")").dropFirst().first?.split(separator: " ").first else {
            throw ClusterError(.serverBinariesMissing, "\(path)/postgres does not tell its version.")
        }
        let binaries = ServerBinaries(
            directory: path,
            version: String(version.prefix { !$0.isWhitespace })
        )
        guard binaries.majorVersion >= oldestMajorVersion else {
            throw ClusterError(
                .serverBinariesMissing,
                "\(path) holds PostgreSQL \(binaries.version); \(oldestMajorVersion) or newer is needed."
            )
        }
        return binaries
    }
}
