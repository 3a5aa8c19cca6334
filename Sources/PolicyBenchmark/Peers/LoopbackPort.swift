// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Ports of the loopback address that nobody listens on.
enum LoopbackPort {
    /// Different ones, which the system chooses.
    static func free(_ count: Int) throws -> [Int] {
        #if canImport(Darwin) || canImport(Musl)
        let kind = SOCK_STREAM
        #else
        let kind = Int32(SOCK_STREAM.rawValue)
        #endif
        // All are held until the last one is there.
        var sockets: [Int32] = []
        defer { for descriptor in sockets { close(descriptor) } }
        return try (0..<count).map { _ in
            let descriptor = socket(AF_INET, kind, 0)
            guard descriptor >= 0 else { throw PolicyBenchmarkError(.peer, "There is no socket left.") }
            sockets.append(descriptor)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = inet_addr("127.0.0.1")
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isBound = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                    bind(descriptor, generic, size) == 0 && getsockname(descriptor, generic, &size) == 0
                }
            }
            guard isBound else { throw PolicyBenchmarkError(.peer, "There is no free port on 127.0.0.1.") }
            return Int(UInt16(bigEndian: address.sin_port))
        }
    }
}
