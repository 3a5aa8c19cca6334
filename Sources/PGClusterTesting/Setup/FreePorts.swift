// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Finds TCP ports of the loopback address that nobody listens on.
package enum FreePorts {
    /// Ports at random from below those that the system hands to outgoing connections: there, a client's own
    /// connection could take the port of a node that is down, or even connect to itself through it.
    package static func choose(_ count: Int, besides taken: Set<Int> = []) -> [Int] {
        let range = 10_000..<ephemeralStart()
        var chosen: [Int] = []
        var attempts = 0
        while chosen.count < count, attempts < 500 {
            attempts += 1
            guard let port = range.randomElement() ?? systemChoice() else { break }
            if !taken.contains(port), !chosen.contains(port), isFree(port) { chosen.append(port) }
        }
        return chosen
    }

    /// Binds as the server does: connections that are still closing do not count.
    static func isFree(_ port: Int) -> Bool {
        bound(to: port) != nil
    }

    private static func systemChoice() -> Int? { bound(to: 0) }

    private static func ephemeralStart() -> Int {
        #if os(Linux)
        let text = try? TextFile.read("/proc/sys/net/ipv4/ip_local_port_range")
        let first = text?.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) } ?? 32_768
        #else
        let first = 49_152
        #endif
        return min(max(first, 10_000), 49_152)
    }

    /// The port that a socket got when it asked for `port`, or `nil`. The socket is closed again.
    private static func bound(to port: Int) -> Int? {
        #if canImport(Glibc)
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        #elseif canImport(Musl)
        let kind = SOCK_STREAM | SOCK_CLOEXEC
        #else
        let kind = SOCK_STREAM
        #endif
        let descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard bind(descriptor, generic, length) == 0, getsockname(descriptor, generic, &length) == 0 else {
                    return false
                }
                return true
            }
        } ? Int(UInt16(bigEndian: address.sin_port)) : nil
    }
}
