// SPDX-License-Identifier: Apache-2.0

import Subprocess
import Synchronization

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// A long-running child of this process. Its end is always collected, so that it never stays as a zombie.
final class ChildProcess: Sendable {
    let id: Int32
    private let record: ExitRecord
    private let exit: Task<Void, Never>?

    private init(id: Int32, record: ExitRecord, exit: Task<Void, Never>?) {
        self.id = id
        self.record = record
        self.exit = exit
    }

    /// How the process ended, `nil` while it runs.
    var ending: String? { record.ending }

    func waitForExit() async { await exit?.value }

    /// Starts a program in a session of its own, where Ctrl-C in a terminal does not reach it.
    ///
    /// It gets the two descriptors and no others; they are closed here. The task of the caller may be cancelled
    /// without an effect on the program.
    static func launch(
        _ path: String,
        arguments: [String],
        directory: String,
        user: ServerUser?,
        input: FileDescriptor,
        log: FileDescriptor
    ) async throws -> ChildProcess {
        var options = PlatformOptions()
        options.createSession = true
        let launch = ServerUser.launch(path, arguments, as: user, options: &options)
        let configuration = Subprocess.Configuration(
            executable: .path(FilePath(launch.path)),
            arguments: Arguments(launch.arguments),
            environment: ChildEnvironment.make(),
            workingDirectory: FilePath(directory),
            platformOptions: options
        )
        let record = ExitRecord()
        var exit: Task<Void, Never>?
        // A continuation takes no notice of cancellation, so a server that has been started is never lost.
        let id = try await withCheckedThrowingContinuation { (started: CheckedContinuation<Int32, any Error>) in
            exit = Task {
                var isStarted = false
                do {
                    let result = try await Subprocess.run(
                        configuration,
                        input: .fileDescriptor(input, closeAfterSpawningProcess: true),
                        output: .fileDescriptor(log, closeAfterSpawningProcess: true),
                        error: .combinedWithOutput
                    ) { execution in
                        isStarted = true
                        started.resume(returning: execution.processIdentifier.value)
                    }
                    record.end("\(result.terminationStatus)")
                } catch {
                    record.end("\(error)")
                    if !isStarted { started.resume(throwing: error) }
                }
            }
        }
        return ChildProcess(id: id, record: record, exit: exit)
    }
}

/// What is known of a process after its end.
final class ExitRecord: Sendable {
    private let text = Mutex<String?>(nil)

    var ending: String? { text.withLock { $0 } }

    func end(_ ending: String) { text.withLock { $0 = ending } }
}
