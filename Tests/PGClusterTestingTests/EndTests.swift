// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import PGClusterTesting

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

#if canImport(System)
import System
#else
import SystemPackage
#endif

extension ClusterSuites {
    @Suite("Nothing is left")
    struct Ending {
        struct Thrown: Error {}

        @Test("after a shutdown, which may be repeated")
        func normalEnd() async throws {
            let cluster = try await LocalCluster.start(.init(replicas: 1))
            #expect(Leftovers.of(cluster.directory).processes.count > 8)
            await cluster.shutdown()
            #expect(Leftovers.of(cluster.directory) == .none)
            await cluster.shutdown()
        }

        @Test("after a shutdown with a paused primary and a killed replica")
        func unwellNodes() async throws {
            let cluster = try await LocalCluster.start(.init(replicas: 1))
            try await cluster.kill("replica-1")
            try await cluster.pause("primary")
            await cluster.shutdown()
            #expect(Leftovers.of(cluster.directory) == .none)
        }

        @Test("after a shutdown whose watchdog somebody has killed")
        func watchdogKilled() async throws {
            let cluster = try await LocalCluster.start(.init(replicas: 1))
            let watchdogs = ProcessTable.entries().filter { entry in
                let commandLine = (try? TextFile.read("/proc/\(entry.id)/cmdline")) ?? ""
                return commandLine.contains("replica-cluster-watchdog") && commandLine.contains(cluster.directory)
            }
            let watchdog = try #require(watchdogs.first)
            kill(watchdog.id, SIGKILL)
            #expect(await poll(within: .seconds(5)) { watchdog.identity.isAlive ? nil : true } == true)
            await cluster.shutdown()
            #expect(Leftovers.of(cluster.directory) == .none)
        }

        @Test("after an error in the body of withCluster")
        func thrownError() async throws {
            let directory = Mutex("")
            await #expect(throws: Thrown.self) {
                try await LocalCluster.withCluster(.init(replicas: 1)) { cluster in
                    directory.withLock { $0 = cluster.directory }
                    throw Thrown()
                }
            }
            #expect(Leftovers.of(directory.withLock { $0 }) == .none)
        }

        @Test("after a cancellation in the body of withCluster")
        func cancelledBody() async throws {
            let (directories, reached) = AsyncStream.makeStream(of: String.self)
            let task = Task {
                try await LocalCluster.withCluster(.init(replicas: 1)) { cluster in
                    reached.yield(cluster.directory)
                    try await Task.sleep(for: .seconds(60))
                }
            }
            let directory = try #require(await directories.first { _ in true })
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(Leftovers.of(directory) == .none)
        }

        @Test(
            "after a cancellation in the middle of the start",
            arguments: ["preparing", "initialising", "starting the primary", "copying replica-1", "starting replica-1"]
        )
        func cancelledStart(_ moment: String) async throws {
            let (steps, reached) = AsyncStream.makeStream(of: String.self)
            var configuration = LocalCluster.Configuration(replicas: 2)
            configuration.onProgress = { reached.yield("\($0)") }
            let task = Task { [configuration] in
                defer { reached.finish() }
                return try await LocalCluster.start(configuration)
            }
            var directory = ""
            for await step in steps {
                if step.hasPrefix("preparing") { directory = String(step.split(separator: " ").last ?? "") }
                if step.hasPrefix(moment) { break }
            }
            task.cancel()
            await #expect { try await task.value } throws: { ($0 as? ClusterError)?.code == .cancelled }
            try #require(directory.contains(ClusterLayout.folderPrefix))
            #expect(Leftovers.of(directory) == .none)
        }

        @Test(
            "after this process was killed, at any moment",
            arguments: ["preparing", "initialising", "starting the primary", "copying replica-1", "holding"]
        )
        func killed(_ moment: String) async throws {
            let (holder, folder) = try await Holder.start(until: moment)
            await holder.end(SIGKILL)
            #expect(await Leftovers.of(folder, within: .seconds(15)) == .none)
        }

        @Test("after this process was killed with its whole group while a node was paused")
        func killedGroup() async throws {
            let (holder, folder) = try await Holder.start(["--pause"], until: "holding")
            #expect(Leftovers.of(folder).processes.count > 8)
            await holder.end(SIGKILL, wholeGroup: true)
            #expect(await Leftovers.of(folder, within: .seconds(15)) == .none)
        }

        @Test("after this process was interrupted", arguments: [SIGINT, SIGTERM, SIGHUP])
        func interrupted(_ signal: Int32) async throws {
            let (holder, folder) = try await Holder.start(until: "holding")
            await holder.end(signal)
            #expect(await Leftovers.of(folder, within: .seconds(15)) == .none)
        }

        #if os(Linux)
        @Test("after the watchdog was told by a signal, because another process holds its pipe open")
        func watchdogSignalled() async throws {
            let folder = try ClusterFolder.parent(nil) + "/" + ClusterLayout.folderPrefix + RandomText.folderSuffix()
            try ClusterFolder.make(folder, owner: nil)
            let (reading, held) = try FileDescriptor.pipe()
            defer { try? held.close() }
            let watchdog = try await ChildProcess.launch(
                "/bin/sh",
                arguments: ["-c", WatchdogScript.text, "replica-cluster-watchdog", folder, "remove"],
                directory: "/",
                user: nil,
                input: reading,
                log: .open("/dev/null", .writeOnly, options: .closeOnExec)
            )
            // Earlier the signal would end the shell, which has not yet come to its trap.
            #expect(await poll(within: .seconds(10)) { catchesUserSignal(watchdog.id) ? true : nil } == true)
            kill(watchdog.id, SIGUSR1)
            #expect(await poll(within: .seconds(10)) { watchdog.ending } != nil)
            #expect(Leftovers.of(folder) == .none)
        }

        private func catchesUserSignal(_ id: Int32) -> Bool {
            let status = (try? TextFile.read("/proc/\(id)/status")) ?? ""
            let caught = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }?.split(separator: "\t").last
            return (caught.flatMap { UInt64($0, radix: 16) } ?? 0) & (1 << UInt64(SIGUSR1 - 1)) != 0
        }
        #endif

        @Test("but the files, when they are to be kept")
        func keptFiles() async throws {
            var configuration = LocalCluster.Configuration(replicas: 1)
            configuration.keepsFiles = true
            let cluster = try await LocalCluster.start(configuration)
            await cluster.shutdown()
            #expect(Leftovers.of(cluster.directory).processes == [])
            #expect(try cluster.logTail(of: "primary").contains { $0.contains("database system is shut down") })
            try await remove(cluster.directory)

            let (holder, folder) = try await Holder.start(["--keep-files"], until: "holding")
            await holder.end(SIGKILL)
            let ended = await poll(within: .seconds(15)) { Leftovers.of(folder).processes.isEmpty ? true : nil }
            #expect(ended == true)
            #expect(ClusterFolder.exists(folder + "/primary.log"))
            try await remove(folder)
        }

        private func remove(_ directory: String) async throws {
            try await Watchdog.start(directory: directory, keepsFiles: false).release()
            #expect(Leftovers.of(directory) == .none)
        }
    }
}
