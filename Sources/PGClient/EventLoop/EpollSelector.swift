// SPDX-License-Identifier: Apache-2.0

#if os(Linux)
internal import CLibPQ
internal import Glibc

/// Readiness over `epoll`, woken by an `eventfd`.
///
/// Level-triggered unless asked otherwise: `PQconsumeInput` reads about once a call, so an edge would be lost while bytes are
/// still in the socket. Who asks for edges has to ask again after such a read.
struct EpollSelector: ReadinessSelector {
    private static let wakeToken = UInt64.max
    /// What fits on the stack: more of them would cost an allocation for each wait. The rest comes with the next one.
    private static let capacity = 64
    /// A caller that looks for others has its own work to do.
    private static let capacityOfLook = 16
    static let canWaitForWakeUp = true

    private let epoll: Int32
    private let wakeDescriptor: Int32

    init() throws(PGError) {
        epoll = clibpq_epoll_create()
        guard epoll >= 0 else {
            throw PGError.system("the event loop could not create an epoll descriptor", errno: errno)
        }
        wakeDescriptor = clibpq_eventfd_create()
        guard wakeDescriptor >= 0 else {
            let code = errno
            Glibc.close(epoll)
            throw PGError.system("the event loop could not create an eventfd", errno: code)
        }
        guard clibpq_epoll_add(epoll, wakeDescriptor, clibpq_epollin(), Self.wakeToken) == 0 else {
            let code = errno
            close()
            throw PGError.system("the event loop could not register its eventfd", errno: code)
        }
    }

    func add(_ descriptor: Int32, interest: Readiness, token: UInt64) throws(PGError) {
        guard clibpq_epoll_add(epoll, descriptor, Self.mask(interest), token) == 0 else {
            throw PGError.system("the event loop could not watch a socket", errno: errno)
        }
    }

    func modify(_ descriptor: Int32, interest: Readiness, token: UInt64) throws(PGError) {
        guard clibpq_epoll_modify(epoll, descriptor, Self.mask(interest), token) == 0 else {
            throw PGError.system("the event loop could not change what it watches a socket for", errno: errno)
        }
    }

    func remove(_ descriptor: Int32) {
        _ = clibpq_epoll_remove(epoll, descriptor)
    }

    func wait(timeout: Int64?, into events: inout [ReadyEvent]) {
        take(Self.capacity, timeout: Self.milliseconds(timeout)) { event in
            if let event { events.append(event) } else { drainWake() }
        }
    }

    func look(_ tell: (ReadyEvent) -> Void) {
        // A wake-up is left to the loop.
        take(Self.capacityOfLook, timeout: 0) { event in if let event { tell(event) } }
    }

    func waitForWakeUp(timeout: Int64) -> Bool {
        var wakeUp = pollfd(fd: wakeDescriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&wakeUp, 1, Self.milliseconds(timeout)) > 0 else { return false }
        drainWake()
        return true
    }

    /// - Parameter body: Gets the events, `nil` for a wake-up.
    @inline(__always)
    private func take(_ capacity: Int, timeout: Int32, _ body: (ReadyEvent?) -> Void) {
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: capacity) { buffer in
            let count = epoll_wait(epoll, buffer.baseAddress, Int32(capacity), timeout)
            guard count > 0 else { return }
            for index in 0..<Int(count) {
                var event = buffer[index]
                let token = clibpq_epoll_token(&event)
                body(token == Self.wakeToken ? nil : ReadyEvent(token: token, readiness: Self.readiness(event.events)))
            }
        }
    }

    func wake() {
        var one: UInt64 = 1
        // A full counter (EAGAIN) has already woken the loop.
        _ = write(wakeDescriptor, &one, MemoryLayout<UInt64>.size)
    }

    func close() {
        Glibc.close(wakeDescriptor)
        Glibc.close(epoll)
    }

    private func drainWake() {
        var count: UInt64 = 0
        _ = read(wakeDescriptor, &count, MemoryLayout<UInt64>.size)
    }

    private static func mask(_ interest: Readiness) -> UInt32 {
        var mask: UInt32 = 0
        if interest.contains(.readable) { mask |= clibpq_epollin() | clibpq_epollrdhup() }
        if interest.contains(.writable) { mask |= clibpq_epollout() }
        if interest.contains(.edge) { mask |= clibpq_epollet() }
        return mask
    }

    /// Errors and hang-ups count as both, so that whoever waits touches the socket and sees the error.
    private static func readiness(_ events: UInt32) -> Readiness {
        if events & (clibpq_epollerr() | clibpq_epollhup()) != 0 { return [.readable, .writable, .ended] }
        var readiness: Readiness = []
        if events & clibpq_epollin() != 0 { readiness.insert(.readable) }
        if events & clibpq_epollrdhup() != 0 { readiness.formUnion([.readable, .ended]) }
        if events & clibpq_epollout() != 0 { readiness.insert(.writable) }
        return readiness
    }

    /// Rounded up: a timer that fires early would spin until its instant comes.
    private static func milliseconds(_ timeout: Int64?) -> Int32 {
        guard let timeout else { return -1 }
        let aDay: Int64 = 86_400_000
        return Int32(min(aDay, timeout / 1_000_000 + (timeout % 1_000_000 > 0 ? 1 : 0)))
    }
}
#endif
