// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A server of plain sockets on 127.0.0.1 that answers every request with a tile, or accepts and never answers.
/// It ends with the process.
final class TileServer: Sendable {
    struct Failure: Error {}

    let base: String

    init(answers: Bool) throws {
        #if canImport(Darwin) || canImport(Musl)
        let kind = SOCK_STREAM
        #else
        let kind = Int32(SOCK_STREAM.rawValue)
        #endif
        let listener = socket(AF_INET, kind, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, size) == 0 && getsockname(listener, generic, &size) == 0
            }
        }
        guard isBound, listen(listener, 1_024) == 0 else { throw Failure() }
        base = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))/"
        Thread.detachNewThread {
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { continue }
                Thread.detachNewThread { Self.serve(connection, answers: answers) }
            }
        }
    }

    private static func serve(_ connection: Int32, answers: Bool) {
        let tile = "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 4\r\n\r\ntile"
        var part = [UInt8](repeating: 0, count: 4_096)
        while case let count = recv(connection, &part, part.count, 0), count > 0 {
            // A request of the probe fits one segment.
            if answers, part[..<count].suffix(4).elementsEqual("\r\n\r\n".utf8) {
                _ = tile.utf8.withContiguousStorageIfAvailable { send(connection, $0.baseAddress, $0.count, 0) }
            }
        }
        close(connection)
    }
}
