// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClusterTesting

@Suite("The status file of a server")
struct PostmasterFileTests {
    private let text = "4711\n/data\n1700000000\n5433\n/sockets\n127.0.0.1\n  5432001   0\nready   \n"

    @Test("a whole file tells process, port and readiness")
    func whole() throws {
        let file = try #require(PostmasterFile(text))
        #expect(file.processID == 4711)
        #expect(file.port == 5433)
        #expect(file.isReady)
    }

    @Test("a server that is starting or stopping is not ready", arguments: ["starting", "stopping", "standby", ""])
    func notReady(_ status: String) throws {
        let file = try #require(PostmasterFile("4711\n/data\n1\n5433\n/s\n127.0.0.1\n 1 2\n\(status)\n"))
        #expect(!file.isReady)
    }

    @Test("an empty file, a single-user server and noise are no server", arguments: ["", "\n", "-4711\n/data\n", "x"])
    func noServer(_ text: String) {
        #expect(PostmasterFile(text) == nil)
    }
}

@Suite("The texts given to the servers")
struct ServerTextTests {
    private func text(_ given: [String: String]) -> String {
        ServerSettings(node: "replica-1", port: 5433, socketDirectory: "/s", replicas: 3, given: given).text
    }

    @Test("a given setting takes the place of a default one, in any case of letters")
    func given() {
        let lines = text(["FSYNC": "on", "work_mem": "4MB"]).split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("fsync") } == ["fsync = 'on'"])
        #expect(lines.contains("work_mem = '4MB'"))
        #expect(lines.contains("port = '5433'"))
    }

    @Test("quotes and backslashes in values stay values")
    func quoting() {
        #expect(ServerSettings.quoted(#"a'b\c"#) == #"'a''b\\c'"#)
        #expect(RoleStatements.literal(#"a'b\c"#) == #"'a''b\c'"#)
        #expect(RoleStatements.identifier(#"a"b'c"#) == #""a""b'c""#)
    }

    @Test("a path too long for a socket leaves the server without one")
    func longPath() {
        let path = "/" + String(repeating: "x", count: 100)
        let settings = ServerSettings(node: "primary", port: 1, socketDirectory: path, replicas: 0, given: [:])
        #expect(settings.text.contains("unix_socket_directories = ''"))
        #expect(text([:]).contains("unix_socket_directories = '/s'"))
    }

    @Test(
        "names that are none, reserved names and line breaks are refused",
        arguments: ["port": "1", "Hot_Standby": "off", "": "1", "a b": "1", "1a": "1", "a": "1\nport = 2"]
    )
    func refused(_ name: String, _ value: String) {
        #expect { try ServerSettings.validate([name: value]) } throws: { error in
            (error as? ClusterError)?.code == .invalidConfiguration
        }
    }

    @Test("the names and passwords that a cluster cannot have are refused")
    func refusedConfigurations() {
        let changes: [(inout LocalCluster.Configuration) -> Void] = [
            { $0.user = "postgres" }, { $0.user = "pg_x" }, { $0.user = "" }, { $0.database = "template1" },
            { $0.database = "a\nb" }, { $0.password = "" }, { $0.password = "a\nb" }, { $0.firstPort = 80 },
            { $0.firstPort = 65_534 }, { $0.startTimeout = .zero },
            { $0.user = String(repeating: "x", count: 64) },
        ]
        for change in changes {
            var configuration = LocalCluster.Configuration()
            change(&configuration)
            #expect(throws: ClusterError.self) { try configuration.validate() }
        }
        #expect(throws: Never.self) { try LocalCluster.Configuration().validate() }
    }
}

@Suite("Finding servers")
struct ServerSearchTests {
    @Test("the highest version comes first, by number and not by letter")
    func newestFirst() {
        let place = ServerBinaries.Place(parent: "/opt", prefix: "postgresql@", suffix: "bin")
        let names = ["postgresql@9", "postgresql@18", "postgresql@9.6", "postgresql", "redis@7", "postgresql@16"]
        let found = place.directories(names: names)
        #expect(found == ["18", "16", "9.6", "9"].map { "/opt/postgresql@\($0)/bin" })
    }
}

@Suite("Processes")
struct ProcessTests {
    private func entry(_ id: Int32, _ parent: Int32) -> ProcessEntry {
        ProcessEntry(id: id, parent: parent, activity: .active, started: UInt64(id))
    }

    @Test("a tree holds the root first and everything below it, and nothing else")
    func tree() {
        let entries = [entry(5, 4), entry(2, 1), entry(4, 2), entry(3, 2), entry(6, 1), entry(1, 1)]
        #expect(ProcessEntry.tree(of: 2, in: entries).map(\.id) == [2, 4, 3, 5])
        #expect(ProcessEntry.tree(of: 9, in: entries) == [])
        #expect(ProcessEntry.tree(of: 1, in: entries).count == 6)
    }

    #if os(Linux)
    @Test("a process may have blanks and parentheses in its name")
    func oddName() {
        let stat = "7 (a) b (c) T 3 7 7 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 8765 1 1"
        #expect(
            ProcessTable.parse(stat, id: 7) == ProcessEntry(id: 7, parent: 3, activity: .stopped, started: 8765)
        )
        #expect(ProcessTable.parse("7 (a", id: 7) == nil)
    }
    #endif
}
