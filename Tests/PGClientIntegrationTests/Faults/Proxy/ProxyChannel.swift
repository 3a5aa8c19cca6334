// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One direction of one connection through a ``FaultProxy``.
struct ProxyChannel {
    /// How many bytes are held at most, so that a slow reader slows the writer down as without a proxy.
    static let limit = 64 * 1024

    private struct Chunk {
        var due: ContinuousClock.Instant
        var bytes: ArraySlice<UInt8>
    }

    enum End { case none, inGoodOrder, reset }

    let source: Int32
    let sink: Int32
    private var mode = FaultMode.pass
    private var version = 0
    private var chunks: [Chunk] = []
    private var held = 0
    /// Bytes that may still pass before the connection is cut.
    private var remaining: Int?
    private var sourceHasEnded = false
    private(set) var end = End.none

    init(from source: Int32, to sink: Int32) {
        self.source = source
        self.sink = sink
    }

    var wantsInput: Bool { !sourceHasEnded && held < Self.limit && end == .none }

    /// When the first of the held bytes may go on; `nil` where there are none.
    var due: ContinuousClock.Instant? { chunks.first?.due }

    mutating func adopt(_ mode: FaultMode, version: Int) {
        guard version != self.version else { return }
        self.version = version
        self.mode = mode
        remaining = nil
        switch mode {
        case .cut(let count, _):
            remaining = count
            cutIfDone()
        case .garbage(let bytes):
            chunks = [Chunk(due: .now, bytes: bytes[...])]
            held = bytes.count
        case .silent:
            chunks = []
            held = 0
        case .pass, .delay, .oneByte:
            break
        }
    }

    mutating func read(into buffer: inout [UInt8]) {
        guard wantsInput else { return }
        let count = recv(source, &buffer, min(buffer.count, Self.limit - held), 0)
        guard count > 0 else {
            if count == 0 || (errno != EAGAIN && errno != EINTR) {
                sourceHasEnded = true
                endIfDrained()
            }
            return
        }
        switch mode {
        case .silent, .garbage: return
        case .delay(let time): append(buffer[..<count], due: .now + time)
        case .pass, .cut, .oneByte: append(buffer[..<count], due: .now)
        }
    }

    mutating func write() -> Int {
        guard let chunk = chunks.first, end == .none else { return 0 }
        var count = min(chunk.bytes.count, remaining ?? .max)
        if case .oneByte = mode { count = min(count, 1) }
        let sent = chunk.bytes.withUnsafeBytes { send(sink, $0.baseAddress, count, Int32(MSG_NOSIGNAL)) }
        guard sent > 0 else {
            if sent < 0, errno != EAGAIN, errno != EINTR { end = .inGoodOrder }
            return 0
        }
        held -= sent
        chunks[0].bytes = chunk.bytes.dropFirst(sent)
        if chunks[0].bytes.isEmpty { chunks.removeFirst() }
        remaining = remaining.map { $0 - sent }
        cutIfDone()
        endIfDrained()
        return sent
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>, due: ContinuousClock.Instant) {
        chunks.append(Chunk(due: due, bytes: ArraySlice(Array(bytes))))
        held += bytes.count
    }

    private mutating func cutIfDone() {
        guard case .cut(_, let resets) = mode, remaining == 0 else { return }
        end = resets ? .reset : .inGoodOrder
    }

    private mutating func endIfDrained() {
        switch mode {
        case .silent, .garbage: return
        default: if sourceHasEnded, chunks.isEmpty, end == .none { end = .inGoodOrder }
        }
    }
}
