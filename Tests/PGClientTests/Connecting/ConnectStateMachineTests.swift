// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("The way to a connection")
struct ConnectStateMachineTests {
    private let first = ConnectTarget(host: "db1", port: "5432")
    private let second = ConnectTarget(host: "db2", port: "5433")
    private let refused = PGError(.connectFailed, "Connection refused")

    private func address(_ text: String, of target: ConnectTarget) -> ConnectTarget {
        ConnectTarget(host: target.host, address: text, port: target.port)
    }

    @Test("a name is looked up, then its first address is opened and polled until it stands")
    func straightWay() {
        var machine = ConnectStateMachine(targets: [first])
        #expect(machine.begin() == .lookUp(host: "db1", 1))
        #expect(machine.lookedUp(["10.0.0.1", "10.0.0.2"], 1) == .open(address("10.0.0.1", of: first), 2))
        #expect(machine.opened(2) == .wait(.writable))
        #expect(machine.polled(.reading) == .wait(.readable))
        #expect(machine.polled(.writing) == .wait(.writable))
        #expect(machine.polled(.ok) == .connected)
        #expect(machine.failed(refused, 2) == .none)
    }

    @Test("a numeric address and a socket folder need no look-up")
    func noLookUp() {
        let numeric = ConnectTarget(host: "db1", address: "10.0.0.1")
        var machine = ConnectStateMachine(targets: [numeric])
        #expect(machine.begin() == .open(numeric, 1))
        let folder = ConnectTarget(host: "/run/postgresql")
        machine = ConnectStateMachine(targets: [folder])
        #expect(machine.begin() == .open(folder, 1))
        let defaults = ConnectTarget()
        machine = ConnectStateMachine(targets: [defaults])
        #expect(machine.begin() == .open(defaults, 1))
    }

    @Test("each address and then each host is tried, and the error lists them all")
    func nextOne() {
        var machine = ConnectStateMachine(targets: [first, second])
        _ = machine.begin()
        _ = machine.lookedUp(["10.0.0.1", "10.0.0.2"], 1)
        #expect(machine.failed(refused, 2) == .open(address("10.0.0.2", of: first), 3))
        _ = machine.opened(3)
        #expect(machine.deadlineReached(3, after: .seconds(2)) == .lookUp(host: "db2", 4))
        guard case .fail(let failure) = machine.failed(PGError(.connectFailed, "no such host"), 4) else {
            Issue.record("the last failure must end the way")
            return
        }
        let error = failure.error(server: "db")
        #expect(failure.attempts.count == 3)
        #expect(error.code == .connectFailed)
        for part in [
            "db1 (10.0.0.1):5432: Connection refused", "no answer within 2.0 seconds", "db2:5433: no such host",
        ] {
            #expect(error.message.contains(part), "\(error.message)")
        }
    }

    @Test("the deadline of an attempt that is over does not touch the next one")
    func lateDeadline() {
        var machine = ConnectStateMachine(targets: [first])
        _ = machine.begin()
        _ = machine.lookedUp(["10.0.0.1", "10.0.0.2"], 1)
        _ = machine.failed(refused, 2)
        #expect(machine.deadlineReached(2, after: .seconds(2)) == .none)
        #expect(machine.lookedUp(["10.0.0.9"], 1) == .none)
        #expect(machine.opened(3) == .wait(.writable))
    }

    @Test("a connection that is opened after its deadline is thrown away")
    func lateOpen() {
        var machine = ConnectStateMachine(targets: [first])
        _ = machine.begin()
        _ = machine.lookedUp(["10.0.0.1"], 1)
        guard case .fail = machine.deadlineReached(2, after: .seconds(2)) else {
            Issue.record("the only attempt is over")
            return
        }
        #expect(machine.opened(2) == .discard)
    }

    @Test("a server that refuses the user ends the way, one that is starting up does not")
    func refusals() {
        let refusal = PGError(.authenticationFailed, "wrong password", sqlState: .invalidPassword)
        var machine = ConnectStateMachine(targets: [first, second])
        _ = machine.begin()
        _ = machine.lookedUp(["10.0.0.1"], 1)
        guard case .fail(let failure) = machine.failed(refusal, 2) else {
            Issue.record("a refusal is an answer")
            return
        }
        #expect(failure.error(server: "db").code == .authenticationFailed)
        #expect(failure.error(server: "db").sqlState == "28P01")

        let startingUp = PGError(.connectFailed, "the database system is starting up", sqlState: .cannotConnectNow)
        machine = ConnectStateMachine(targets: [first, second])
        _ = machine.begin()
        _ = machine.lookedUp(["10.0.0.1"], 1)
        #expect(machine.failed(startingUp, 2) == .lookUp(host: "db2", 3))
    }

    @Test("a cancellation ends the way at any point, once")
    func cancellation() {
        for events in 0..<4 {
            var machine = ConnectStateMachine(targets: [first, second])
            if events > 0 { _ = machine.begin() }
            if events > 1 { _ = machine.lookedUp(["10.0.0.1"], 1) }
            if events > 2 { _ = machine.opened(2) }
            guard case .fail(let failure) = machine.cancel() else {
                Issue.record("a cancellation after \(events) events must end the way")
                continue
            }
            #expect(failure.error(server: "db").code == .cancelled)
            #expect(machine.cancel() == .none)
            #expect(machine.begin() == .none)
        }
    }
}
