// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ReplicaRouting

/// How a mirror is chosen.
struct MirrorChoiceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The deadline of each probe in seconds, 0.001 to 3600.", valueName: "seconds"))
    var timeout = 2.0

    @Option(help: ArgumentHelp("The id of the mirror that is tried first.", valueName: "id"))
    var remembered: Int?

    func validate() throws {
        guard timeout >= 0.001, timeout <= 3_600 else {
            throw ValidationError("--timeout is \(timeout): valid are 0.001 to 3600 seconds.")
        }
    }

    /// A choice may take as long as it takes to try every mirror.
    func chain(
        _ stack: Stack,
        _ configuration: MirrorChainConfiguration = .init()
    ) throws -> MirrorChain<StackMirror> {
        var configuration = configuration
        configuration.probeTimeout = .seconds(timeout)
        let whole = configuration.stagger * (stack.mirrors.count + 1) + configuration.probeTimeout
        configuration.choiceTimeout = min(.seconds(86_400), max(configuration.choiceTimeout, whole))
        do {
            return try MirrorChain(stack, startingAt: remembered, configuration: configuration)
        } catch {
            throw MirrorsError(error)
        }
    }
}
