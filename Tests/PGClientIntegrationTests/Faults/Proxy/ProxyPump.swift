// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// The thread of a ``FaultProxy``: one `poll` over all of its sockets.
struct ProxyPump: Sendable {
    private struct Pair {
        var toServer: ProxyChannel
        var toClient: ProxyChannel
        var client: Int32 { toServer.source }
        var server: Int32 { toServer.sink }

        var end: ProxyChannel.End { toServer.end == .none ? toClient.end : toServer.end }
    }

    let listener: Int32
    let wake: Int32

    func run(_ shared: borrowing Mutex<FaultProxy.Settings>) {
        var pairs: [Pair] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let settings = shared.withLock { $0 }
            if settings.isStopping { break }
            adopt(settings, &pairs)
            shared.withLock { $0.adopted = settings.version }
            var polls = descriptors(pairs)
            guard poll(&polls, nfds_t(polls.count), timeout(pairs)) >= 0 || errno == EINTR else { break }
            if polls[0].revents != 0 { _ = recv(wake, &buffer, buffer.count, 0) }
            var sent: [FaultDirection: Int] = [:]
            for index in pairs.indices {
                let (client, server) = (polls[2 + 2 * index].revents, polls[3 + 2 * index].revents)
                if client & ~Int16(POLLOUT) != 0 { pairs[index].toServer.read(into: &buffer) }
                if server & ~Int16(POLLOUT) != 0 { pairs[index].toClient.read(into: &buffer) }
                if isDue(pairs[index].toServer) { sent[.toServer, default: 0] += pairs[index].toServer.write() }
                if isDue(pairs[index].toClient) { sent[.toClient, default: 0] += pairs[index].toClient.write() }
            }
            removeEnded(&pairs)
            let isNew = polls[1].revents != 0 && accept(settings.target, &pairs)
            shared.withLock { settings in
                settings.bytes.merge(sent) { $0 + $1 }
                if isNew { settings.connections += 1 }
            }
        }
        for pair in pairs { close(pair, resets: true) }
        Foundation.close(listener)
        Foundation.close(wake)
    }

    private func adopt(_ settings: FaultProxy.Settings, _ pairs: inout [Pair]) {
        for index in pairs.indices {
            pairs[index].toServer.adopt(settings.modes[.toServer] ?? .pass, version: settings.version)
            pairs[index].toClient.adopt(settings.modes[.toClient] ?? .pass, version: settings.version)
        }
        removeEnded(&pairs)
    }

    /// A descriptor without interest is left out: its hang-up would be told again and again.
    private func descriptors(_ pairs: [Pair]) -> [pollfd] {
        var polls = [
            pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
            pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
        ]
        for pair in pairs {
            let client = events(reads: pair.toServer.wantsInput, writes: isDue(pair.toClient))
            let server = events(reads: pair.toClient.wantsInput, writes: isDue(pair.toServer))
            polls.append(pollfd(fd: client == 0 ? -1 : pair.client, events: client, revents: 0))
            polls.append(pollfd(fd: server == 0 ? -1 : pair.server, events: server, revents: 0))
        }
        return polls
    }

    private func events(reads: Bool, writes: Bool) -> Int16 {
        (reads ? Int16(POLLIN) : 0) | (writes ? Int16(POLLOUT) : 0)
    }

    private func isDue(_ channel: ProxyChannel) -> Bool { channel.due.map { $0 <= .now } ?? false }

    private func timeout(_ pairs: [Pair]) -> Int32 {
        let now = ContinuousClock.now
        let waits = pairs.flatMap { [$0.toServer.due, $0.toClient.due] }.compactMap { $0 }.filter { $0 > now }
        guard let next = waits.min() else { return -1 }
        return Int32(now.duration(to: next) / .milliseconds(1)) + 1
    }

    private func accept(_ target: UInt16, _ pairs: inout [Pair]) -> Bool {
        let client = Foundation.accept(listener, nil, nil)
        guard client >= 0 else { return false }
        guard let server = Loopback.connect(to: target) else {
            Foundation.close(client)
            return true
        }
        for descriptor in [client, server] { Loopback.prepare(descriptor) }
        pairs.append(
            Pair(toServer: ProxyChannel(from: client, to: server), toClient: ProxyChannel(from: server, to: client))
        )
        return true
    }

    private func removeEnded(_ pairs: inout [Pair]) {
        for pair in pairs where pair.end != .none { close(pair, resets: pair.end == .reset) }
        pairs.removeAll { $0.end != .none }
    }

    private func close(_ pair: Pair, resets: Bool) {
        if resets { Loopback.resetOnClose(pair.client) }
        Foundation.close(pair.client)
        Foundation.close(pair.server)
    }
}
