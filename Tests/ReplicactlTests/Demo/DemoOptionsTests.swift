// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Testing

@testable import replicactl

@Suite("Options of the demo")
struct DemoOptionsTests {
    @Test("without options it is 12 seconds, 8 clients and 2 replicas")
    func defaults() throws {
        let options = try DemoOptions.parse([])
        #expect((options.seconds, options.clients, options.replicas) == (12, 8, 2))
        #expect(try options.weights().values == [1, 2, 2])
    }

    @Test(
        "a value out of range is refused with the valid range",
        arguments: [
            (["--seconds", "0"], "--seconds 0 is out of range; valid are 1 to 86400."),
            (["--seconds=-3"], "--seconds -3 is out of range; valid are 1 to 86400."),
            (["--clients", "0"], "--clients 0 is out of range; valid are 1 to 1000."),
            (["--replicas", "17"], "--replicas 17 is out of range; valid are 0 to 16."),
            (["--replicas=-1"], "--replicas -1 is out of range; valid are 0 to 16."),
            (["--weights", "1,2"], "--weights 1,2 has 2 of 3 weights; valid is one for the primary"),
            (["--weights", "0,0,0"], "--weights 0,0,0 has no weight above 0; valid is one at least, such as 1,2,2."),
            (["--weights", "1,nan,2"], "has the weight \"nan\"; valid are finite numbers of at least 0"),
        ]
    )
    func refused(_ arguments: [String], _ reason: String) {
        #expect {
            try DemoOptions.parse(arguments)
        } throws: { error in
            DemoOptions.message(for: error).contains(reason) && DemoOptions.exitCode(for: error) == .validationFailure
        }
    }

    @Test("every command's help has an example")
    func examples() {
        let commands: [any ParsableCommand.Type] = [
            Replicactl.self, DemoCommand.self, ClusterCommand.self, ClusterUpCommand.self, ClusterDownCommand.self,
            ClusterListCommand.self,
        ]
        for command in commands {
            #expect(Replicactl.helpMessage(for: command).contains("Example:\n  replicactl "))
        }
    }
}
