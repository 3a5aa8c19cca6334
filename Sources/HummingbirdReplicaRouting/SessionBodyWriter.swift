// SPDX-License-Identifier: Apache-2.0

#if Hummingbird
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Passes a body on, and has something done before its end is sent: the client may send its next request at once then.
struct SessionBodyWriter: ResponseBodyWriter {
    var writer: any ResponseBodyWriter
    let end: BodyEnd

    @concurrent
    mutating func write(_ buffer: ByteBuffer) async throws {
        try await writer.write(buffer)
    }

    @concurrent
    mutating func write(contentsOf buffers: some Sequence<ByteBuffer>) async throws {
        try await writer.write(contentsOf: buffers)
    }

    @concurrent
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        await end.reach()
        try await writer.finish(trailingHeaders)
    }
}

/// What is to be done once at the end of a body.
final class BodyEnd: Sendable {
    private let isReached = Atomic(false)
    private let action: @Sendable () async -> Void

    init(_ action: @escaping @Sendable () async -> Void) {
        self.action = action
    }

    func reach() async {
        guard !isReached.exchange(true, ordering: .acquiringAndReleasing) else { return }
        await action()
    }
}
#endif
