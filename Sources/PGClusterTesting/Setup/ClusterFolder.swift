// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The folder that holds everything of one cluster.
enum ClusterFolder {
    /// The real path of the folder that clusters are made in.
    static func parent(_ given: String?) throws(ClusterError) -> String {
        let wanted = given ?? environment("TMPDIR") ?? "/tmp"
        guard let resolved = resolve(wanted) else {
            throw ClusterError(
                .fileSystem,
                "The folder \(wanted) does not exist or cannot be reached; set TMPDIR or parentDirectory to one that can."
            )
        }
        return resolved
    }

    /// The path without links, `.` and `..`, or `nil` where there is nothing.
    static func resolve(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    static func isExecutable(_ path: String) -> Bool {
        access(path, X_OK) == 0
    }

    /// Makes a folder that only the user of the servers may enter.
    static func make(_ path: String, owner: ServerUser?) throws(ClusterError) {
        guard mkdir(path, 0o700) == 0 else {
            throw ClusterError(.fileSystem, "Could not make the folder \(path): \(String(cString: strerror(errno))).")
        }
        if let owner, chown(path, owner.userID, owner.groupID) != 0 {
            throw ClusterError(
                .fileSystem,
                "Could not hand the folder \(path) to user \(owner.name): \(String(cString: strerror(errno)))."
            )
        }
    }

    /// Whether the path is a real folder of one of these users, not a link to one.
    static func isFolder(_ path: String, ownedByOneOf users: [uid_t]) -> Bool {
        var facts = stat()
        guard lstat(path, &facts) == 0 else { return false }
        return facts.st_mode & S_IFMT == S_IFDIR && users.contains(facts.st_uid)
    }

    static func removeFile(_ path: String) {
        unlink(path)
    }

    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// The names in a folder, unordered; empty where it cannot be read.
    static func names(in path: String) -> [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
                    String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    static func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }
}
