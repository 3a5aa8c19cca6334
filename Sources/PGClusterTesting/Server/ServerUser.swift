// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The user that the servers run as when this process is root, which PostgreSQL refuses to be.
struct ServerUser: Sendable, Hashable {
    let name: String
    let userID: uid_t
    let groupID: gid_t

    /// `nil` for an ordinary user, who runs the servers as themselves.
    static func current() throws(ClusterError) -> ServerUser? {
        guard geteuid() == 0 else { return nil }
        guard let user = find("postgres") ?? find("nobody") else {
            throw ClusterError(
                .invalidConfiguration,
                "PostgreSQL refuses to run as root and there is neither a user postgres nor nobody to run it as; create one."
            )
        }
        return user
    }

    /// The users whose clusters this process may list and end.
    static func trusted() -> [uid_t] {
        [geteuid()] + (geteuid() == 0 ? ["postgres", "nobody"].compactMap { find($0)?.userID } : [])
    }

    private static func find(_ name: String) -> ServerUser? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        let isFound = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { buffer in
            guard let start = buffer.baseAddress else { return false }
            return getpwnam_r(name, &entry, start, buffer.count, &found) == 0 && found != nil
        }
        guard isFound else { return nil }
        return entry.pw_uid == 0 ? nil : ServerUser(name: name, userID: entry.pw_uid, groupID: entry.pw_gid)
    }
}
