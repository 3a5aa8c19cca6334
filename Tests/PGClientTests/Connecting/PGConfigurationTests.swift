// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("A configuration")
struct PGConfigurationTests {
    @Test("reads URIs and key-value strings")
    func forms() throws {
        let uri = try PGConfiguration("postgresql://app:secret@db1:6432/atlas?sslmode=verify-full&connect_timeout=7")
        #expect(uri.label == "db1:6432")
        #expect(uri.connectTimeout == .seconds(7))
        #expect(uri.parameters["dbname"] == "atlas")
        #expect(uri.parameters["sslmode"] == "verify-full")
        let pairs = try PGConfiguration("host=/run/postgresql user=app dbname=atlas", label: "local")
        #expect(pairs.label == "local")
        #expect(pairs.connectTimeout == .seconds(5))
    }

    @Test("lists of hosts and ports become one target each")
    func targets() throws {
        let configuration = try PGConfiguration("postgresql://app@db1:1,db2:2,db3:3/app")
        let targets = try ConnectTarget.targets(of: configuration.parameters)
        #expect(targets.map(\.host) == ["db1", "db2", "db3"])
        #expect(targets.map(\.port) == ["1", "2", "3"])
        let shared = try ConnectTarget.targets(of: ["host": "db1,db2", "port": "7"])
        #expect(shared.map(\.port) == ["7", "7"])
    }

    @Test(
        "what cannot be used is refused",
        arguments: [
            "postgresql://app@db1:99999/app", "postgresql://app@db1:0/app", "host=db1,db2 port=1,2,3",
            "host=db1,db2 hostaddr=10.0.0.1", "postgresql://app@db1/app?connect_timeout=soon", "nonsense",
            "host", "postgresql://app@db1/app?no_such_parameter=1", "host=db1 password='open",
            "postgresql://app@db1/app\u{0}",
        ]
    )
    func refused(_ text: String) {
        let error = #expect(throws: PGError.self) { try PGConfiguration(text) }
        #expect(error?.code == .invalidConfiguration)
    }

    @Test(
        "no error holds a piece of the password",
        arguments: [
            "postgresql//app:hunter2@db1/app", "host=db1 password=hunter2 oops hunter2b=1", "password=hunter2 hunter2",
            "postgresql://app:hunter2@db1:port/app", "postgresql://app:hunter2@[::1/app", "app:hunter2@db1",
            "host=db1 password='hunter2", "postgresql://app@db1/app?password=hunter2&hunter2=1",
            "postgresql://app:hunter2%zz@db1/app", "postgresql://app:hunter2@db1/app?hunter2",
        ]
    )
    func secrets(_ text: String) {
        let error = #expect(throws: PGError.self) { try PGConfiguration(text) }
        #expect(error.map { String(describing: $0).contains("hunter2") } == false, "\(String(describing: error))")
    }

    @Test("its description, its mirror and its dump leave the password out")
    func description() throws {
        let configuration = try PGConfiguration("postgresql://app:hunter2@db1/app")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in [configuration.description, String(reflecting: configuration), dumped] {
            #expect(!text.contains("hunter2"), "\(text)")
        }
    }

    @Test("a read-only connection says so from its first statement on, beside the caller's own options")
    func readOnly() throws {
        var configuration = try PGConfiguration("host=db1 options='-c work_mem=1MB'")
        configuration.isReadOnly = true
        let parameters = configuration.parameters(for: ConnectTarget(host: "db1"))
        #expect(parameters["options"] == "-c work_mem=1MB -c default_transaction_read_only=on")
    }
}
