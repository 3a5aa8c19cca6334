// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("The mailbox of a listener")
struct ListenerMailboxTests {
    private func notification(_ payload: String) -> PGListener.Element {
        .notification(PGNotification(channel: "c", payload: payload, serverProcessID: 1))
    }

    private func text(_ event: PGListener.Element?) -> String {
        switch event {
        case .listening?: "listening"
        case .notification(let notification)?: notification.payload
        case .interrupted?: "interrupted"
        case .missed?: "missed"
        case nil: "nothing"
        }
    }

    @Test("where a slow consumer has lost something, it is told so in its place, and again the next time")
    func toldEachTime() async {
        let mailbox = ListenerMailbox(capacity: 2)
        var heard: [String] = []
        func hear(_ count: Int) async { for _ in 0..<count { heard.append(text(await mailbox.next())) } }
        func say(_ payloads: String...) { for payload in payloads { mailbox.put(notification(payload)) } }
        mailbox.put(.listening)
        await hear(1)
        say("a", "b", "lost")
        await hear(2)
        say("lost", "lost")
        await hear(1)
        say("c", "d")
        await hear(2)
        say("e", "f", "lost")
        await hear(3)
        #expect(heard == ["listening", "a", "b", "missed", "c", "d", "e", "f", "missed"])
    }

    @Test("what is said before it is known to listen is not told before that")
    func listeningFirst() async {
        let mailbox = ListenerMailbox(capacity: 8)
        mailbox.put(notification("early"))
        mailbox.put(.listening)
        mailbox.put(notification("heard"))
        #expect(text(await mailbox.next()) == "listening")
        #expect(text(await mailbox.next()) == "heard")
    }
}
