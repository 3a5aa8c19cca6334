// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser

extension AsyncParsableCommand {
    /// As `main()`; a run that otherwise went well has failed where some of its output was lost.
    package static func runWithWholeOutput() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            try StandardOutput.check()
        } catch {
            exit(withError: error)
        }
    }
}
