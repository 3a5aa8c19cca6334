// SPDX-License-Identifier: Apache-2.0

#if HTTP
import Foundation
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// An HTTP server of plain sockets on 127.0.0.1 that misbehaves as told.
final class FaultServer: Sendable {
    struct Request: Sendable {
        let target: String
        let headers: [String: String]
    }

    enum Reply: Sendable {
        /// Bytes as they are, and then the end.
        case bytes(String)
        /// Bytes as they are, and then nothing.
        case bytesThenSilence(String)
        /// Bytes as they are, and then zeros without end.
        case endless(String)
        /// As the one inside, after so many milliseconds.
        indirect case late(Int, Reply)

        static let silence = Reply.bytesThenSilence("")

        static func status(_ status: Int, type: String = "image/jpeg", body: String = "tile") -> Reply {
            .bytes(head(status, ["Content-Type: \(type)", "Content-Length: \(body.utf8.count)"]) + body)
        }

        static func redirect(to place: String) -> Reply {
            .bytes(head(302, ["Location: \(place)", "Content-Length: 0"]))
        }

        static func head(_ status: Int, _ fields: [String]) -> String {
            (["HTTP/1.1 \(status) Whatever", "Connection: close"] + fields).joined(separator: "\r\n") + "\r\n\r\n"
        }
    }

    struct Failure: Error {}

    private struct State {
        var handler: @Sendable (Request) -> Reply
        var requests: [Request] = []
        var sockets: Set<Int32> = []
        var isOver = false
        var late = 0
        var mostAtOnce = 0
    }

    let port: Int
    private let listener: Int32
    private let state: Mutex<State>

    init(_ handler: @escaping @Sendable (Request) -> Reply) throws {
        state = Mutex(State(handler: handler))
        (listener, port) = try Self.open(listens: true)
        Thread.detachNewThread { [self] in accepting() }
    }

    convenience init(_ reply: Reply) throws { try self.init { _ in reply } }

    /// A port that was free a moment ago.
    static func freePort() throws -> Int {
        let (socket, port) = try open(listens: false)
        close(socket)
        return port
    }

    /// A port that refuses connections, and that nobody else gets until the process ends.
    static func refusedPort() throws -> Int {
        try open(listens: false).port
    }

    var base: String { "http://127.0.0.1:\(port)/" }
    var requests: [Request] { state.withLock(\.requests) }
    /// The most late replies that were due at one moment.
    var mostAtOnce: Int { state.withLock(\.mostAtOnce) }

    func reply(_ reply: Reply) {
        state.withLock { $0.handler = { _ in reply } }
    }

    func stop() {
        state.withLock { state in
            state.isOver = true
            for socket in state.sockets { shutdown(socket, Int32(SHUT_RDWR)) }
        }
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private static func open(listens: Bool) throws -> (socket: Int32, port: Int) {
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
        guard isBound, !listens || listen(listener, 128) == 0 else { throw Failure() }
        return (listener, Int(UInt16(bigEndian: address.sin_port)))
    }

    private func accepting() {
        while true {
            let socket = accept(listener, nil, nil)
            let isOver = state.withLock { state in
                if socket >= 0 { state.sockets.insert(socket) }
                return state.isOver || socket < 0
            }
            guard !isOver else { break }
            Thread.detachNewThread { [self] in serve(socket) }
        }
        close(listener)
    }

    private func serve(_ socket: Int32) {
        defer {
            state.withLock { _ = $0.sockets.remove(socket) }
            close(socket)
        }
        guard let request = read(socket) else { return }
        let handler = state.withLock { state in
            state.requests.append(request)
            return state.handler
        }
        perform(handler(request), socket)
    }

    private func perform(_ reply: Reply, _ socket: Int32) {
        switch reply {
        case .bytes(let text):
            _ = write(text, socket)
            shutdown(socket, Int32(SHUT_WR))
            waitForEnd(socket)
        case .bytesThenSilence(let text):
            if write(text, socket) { waitForEnd(socket) }
        case .endless(let text):
            let zeros = String(repeating: "0", count: 65_536)
            guard write(text, socket) else { return }
            while write(zeros, socket) {}
        case .late(let milliseconds, let reply):
            state.withLock { state in
                state.late += 1
                state.mostAtOnce = max(state.mostAtOnce, state.late)
            }
            usleep(UInt32(milliseconds) * 1000)
            state.withLock { $0.late -= 1 }
            perform(reply, socket)
        }
    }

    private func read(_ socket: Int32) -> Request? {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            let count = recv(socket, &part, part.count, 0)
            guard count > 0 else { return nil }
            bytes += part[..<count]
        }
        let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        let headers = lines.dropFirst().filter { $0.contains(":") }.map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (parts[0].lowercased(), parts[1].trimmingCharacters(in: .whitespaces))
        }
        return Request(
            target: words.count > 1 ? String(words[1]) : "",
            headers: Dictionary(headers) { first, _ in first }
        )
    }

    private func write(_ text: String, _ socket: Int32) -> Bool {
        var rest = Array(text.utf8)[...]
        #if canImport(Darwin)
        let flags: Int32 = 0
        #else
        let flags = Int32(MSG_NOSIGNAL)
        #endif
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, flags) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private func waitForEnd(_ socket: Int32) {
        var byte: UInt8 = 0
        while recv(socket, &byte, 1, 0) > 0 {}
    }
}
#endif
