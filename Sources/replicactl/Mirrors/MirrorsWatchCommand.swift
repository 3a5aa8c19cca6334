// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ReplicaRouting
import ReplicaRoutingHTTP

/// `replicactl mirrors watch`
struct MirrorsWatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Keeps probing the mirrors and shows each change of the choice, until Ctrl-C.",
        discussion: """
            The mirror in use and those that are placed before it are probed in rounds. After two failures in a row \
            the chain moves on; after three good probes in a row a better-placed mirror is taken back. It needs a \
            build with the package trait HTTP.

            Example:
              replicactl mirrors watch stack.json --interval 1
            """
    )

    @OptionGroup var file: StackFile
    @OptionGroup var options: MirrorChoiceOptions

    @Option(help: ArgumentHelp("The time between two rounds in seconds, 0.01 to 3600.", valueName: "seconds"))
    var interval = 5.0

    func validate() throws {
        guard interval >= 0.01, interval <= 3_600 else {
            throw ValidationError("--interval is \(interval): valid are 0.01 to 3600 seconds.")
        }
    }

    func run() async throws {
        #if HTTP
        let stack = try file.stack()
        let chain = try options.chain(stack, .init(probeInterval: .seconds(interval)))
        let screen = Screen(json: false)
        try await MirrorsSession.interruptible(screen) {
            try await MirrorsSession.withProbe(stack, base: file.base) { probe in
                await show(MirrorSelector(chain, probe: probe), of: chain.candidates, screen)
            }
        }
        #else
        throw MirrorsError.withoutHTTP("watch")
        #endif
    }

    #if HTTP
    private func show(_ selector: MirrorSelector<StackMirror>, of mirrors: [StackMirror], _ screen: Screen) async {
        let drawing = Task {
            while !Task.isCancelled {
                let table = MirrorsSession.table(selector, mirrors)
                screen.draw([""] + MirrorsSession.picture(table, "Ctrl-C ends it.", screen))
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
        defer { drawing.cancel() }
        let start = ContinuousClock.now
        for await update in selector.updates() {
            let time = ClusterFormat.seconds(ContinuousClock.now - start)
            screen.say(MirrorsSession.lines(for: update, mirrors).map { "\(time)  " + $0 })
        }
        drawing.cancel()
        await drawing.value
        screen.end()
    }
    #endif
}
