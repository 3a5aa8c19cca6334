// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
internal import Darwin

/// Readiness over `kqueue`, woken by a user event. Written for Darwin and not tested there.
struct KqueueSelector: ReadinessSelector {
    private static let capacity = 256

    private let queue: Int32

    init() throws(PGError) {
        queue = kqueue()
        guard queue >= 0 else {
            throw PGError.system("the event loop could not create a kqueue", errno: errno)
        }
        var event = kevent()
        event.filter = Int16(EVFILT_USER)
        event.flags = UInt16(EV_ADD | EV_CLEAR)
        guard kevent(queue, &event, 1, nil, 0, nil) == 0 else {
            let code = errno
            Darwin.close(queue)
            throw PGError.system("the event loop could not register its wake-up", errno: code)
        }
    }

    func add(_ descriptor: Int32, interest: Readiness, token: UInt64) throws(PGError) {
        try modify(descriptor, interest: interest, token: token)
    }

    func modify(_ descriptor: Int32, interest: Readiness, token: UInt64) throws(PGError) {
        for (filter, wanted) in [
            (EVFILT_READ, interest.contains(.readable)),
            (EVFILT_WRITE, interest.contains(.writable)),
        ] {
            let flags = wanted ? EV_ADD | (interest.contains(.edge) ? EV_CLEAR : 0) : EV_DELETE
            guard apply(filter, to: descriptor, flags, token: token) || !wanted else {
                throw PGError.system("the event loop could not watch a socket", errno: errno)
            }
        }
    }

    func remove(_ descriptor: Int32) {
        _ = apply(EVFILT_READ, to: descriptor, EV_DELETE, token: 0)
        _ = apply(EVFILT_WRITE, to: descriptor, EV_DELETE, token: 0)
    }

    func wait(timeout: Int64?, into events: inout [ReadyEvent]) {
        withUnsafeTemporaryAllocation(of: kevent.self, capacity: Self.capacity) { buffer in
            let count: Int32
            if let timeout {
                let (seconds, rest) = timeout.quotientAndRemainder(dividingBy: 1_000_000_000)
                var limit = timespec(tv_sec: Int(min(seconds, 86_400)), tv_nsec: Int(rest))
                count = kevent(queue, nil, 0, buffer.baseAddress, Int32(Self.capacity), &limit)
            } else {
                count = kevent(queue, nil, 0, buffer.baseAddress, Int32(Self.capacity), nil)
            }
            guard count > 0 else { return }
            for index in 0..<Int(count) where buffer[index].filter != Int16(EVFILT_USER) {
                let token = UInt64(UInt(bitPattern: buffer[index].udata))
                var readiness: Readiness = buffer[index].filter == Int16(EVFILT_READ) ? .readable : .writable
                if Int32(buffer[index].flags) & (EV_EOF | EV_ERROR) != 0 { readiness.insert(.ended) }
                events.append(ReadyEvent(token: token, readiness: readiness))
            }
        }
    }

    func wake() {
        var event = kevent()
        event.filter = Int16(EVFILT_USER)
        event.fflags = UInt32(NOTE_TRIGGER)
        _ = kevent(queue, &event, 1, nil, 0, nil)
    }

    func close() {
        Darwin.close(queue)
    }

    private func apply(_ filter: Int32, to descriptor: Int32, _ flags: Int32, token: UInt64) -> Bool {
        var event = kevent()
        event.ident = UInt(descriptor)
        event.filter = Int16(filter)
        event.flags = UInt16(flags)
        event.udata = UnsafeMutableRawPointer(bitPattern: UInt(token))
        return kevent(queue, &event, 1, nil, 0, nil) == 0
    }
}
#endif
