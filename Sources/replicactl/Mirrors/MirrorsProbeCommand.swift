// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CommandLineSupport
import ReplicaRouting
import ReplicaRoutingHTTP

/// `replicactl mirrors probe`
struct MirrorsProbeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Probes the mirrors for real and says which one is chosen.",
        discussion: """
            The choice is made by the rules of the library: mirrors are tried in order of position, the next one after \
            150 ms or as soon as one fails, and the first in this order that is reachable is chosen. Mirrors that the \
            choice did not need are probed as well, to show how they stand.

            The exit status is 0 with a choice, 3 when no mirror is reachable, 130 after Ctrl-C, 1 when the command \
            could not run. It needs a build with the package trait HTTP.

            Example:
              replicactl mirrors probe stack.json
              replicactl mirrors probe stack.json --remembered 12 --timeout 5 --json | jq .chosen
            """
    )

    @OptionGroup var file: StackFile
    @OptionGroup var options: MirrorChoiceOptions

    @Flag(help: "Print one JSON object and nothing else on standard output.")
    var json = false

    func run() async throws {
        #if HTTP
        let stack = try file.stack()
        let chain = try options.chain(stack)
        let screen = Screen(json: json)
        let report = try await MirrorsSession.interruptible(screen) {
            try await MirrorsSession.withProbe(stack, base: file.base) { probe in
                let board = ProbeBoard(chain.candidates, probe: probe, timeout: chain.configuration.probeTimeout)
                return try await look(chain, board, screen)
            }
        }
        if json { StandardOutput.write(try ClusterFormat.json(report) + "\n") }
        guard report.chosen != nil else { throw ExitCode(3) }
        #else
        throw MirrorsError.withoutHTTP("probe")
        #endif
    }

    #if HTTP
    private func look(
        _ chain: MirrorChain<StackMirror>,
        _ board: ProbeBoard<HTTPCanaryProbe>,
        _ screen: Screen
    ) async throws -> MirrorProbeReport {
        let drawing = Task {
            while !Task.isCancelled {
                screen.draw(MirrorsSession.picture(board.table(), board.sentence, screen))
                try? await Task.sleep(for: .milliseconds(80))
            }
        }
        defer { drawing.cancel() }
        let start = ContinuousClock.now
        do throws(MirrorError) {
            let mirror = try await chain.firstReachable(using: board)
            let time = Figures.latency(UInt64((ContinuousClock.now - start) / .microseconds(1)))
            board.decide(mirror.id, "\(Printable.text(mirror.label)) is chosen, after \(time).")
        } catch {
            guard error.code == .noneReachable else {
                board.cancel()
                throw CancellationError()
            }
            board.decide(nil, "No mirror is reachable; \(chain.candidates.count) were tried.")
        }
        await withTaskCancellationHandler {
            await board.finish()
        } onCancel: {
            board.cancel()
        }
        drawing.cancel()
        await drawing.value
        screen.end()
        if json {
            screen.say(board.sentence)
        } else {
            MirrorsSession.print(MirrorsSession.picture(board.table(), board.sentence, screen))
        }
        return board.report()
    }
    #endif
}
