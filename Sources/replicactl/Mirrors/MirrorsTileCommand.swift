// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CommandLineSupport
import ReplicaRouting

/// `replicactl mirrors tile`
struct MirrorsTileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tile",
        abstract: "Prints the URL of the tile that holds a point, on the chosen mirror.",
        discussion: """
            The mirror is --mirror, or the one that a probe of all of them chooses. Built without the package trait \
            HTTP, or with --no-probe, nothing is sent: the remembered mirror, or the first whose URL can be built, is \
            taken.

            Example:
              replicactl mirrors tile stack.json --x 9000 --y 4000 --z 12 --zoom 2
              curl -o tile.jpg "$(replicactl mirrors tile stack.json --x 0 --y 0 --z 0)"
            """
    )

    @OptionGroup var file: StackFile
    @OptionGroup var options: MirrorChoiceOptions

    @Option(parsing: .unconditional, help: "The point's x in voxels at zoom level 0.")
    var x: Int

    @Option(parsing: .unconditional, help: "The point's y in voxels at zoom level 0.")
    var y: Int

    @Option(parsing: .unconditional, help: "The plane.")
    var z: Int

    @Option(help: "The zoom level of the tile, 0 to 62; each level halves x and y.")
    var zoom = 0

    @Option(help: ArgumentHelp("The id of the mirror, which is then not probed.", valueName: "id"))
    var mirror: Int?

    @Option(
        help: ArgumentHelp(
            "The dataset's attributes.json or info, for tile source types 11 and 14.",
            valueName: "file"
        )
    )
    var attributes: String?

    @Flag(name: .customLong("no-probe"), help: "Send nothing: take the first mirror whose URL can be built.")
    var skipsProbe = false

    func validate() throws {
        guard (0...62).contains(zoom) else { throw ValidationError("--zoom is \(zoom): valid are 0 to 62.") }
    }

    func run() async throws {
        let stack = try file.stack()
        let attributes = try StackFile.attributes(attributes)
        let candidates = try await candidates(stack)
        var failures: [String] = []
        for candidate in candidates {
            do throws(MirrorError) {
                let source = try TileSource(candidate, of: stack, instance: file.base)
                let tile = source.tile(at: StackPoint(x: x, y: y, z: z), zoom: zoom)
                return StandardOutput.write(try source.tileURL(tile, attributes: attributes) + "\n")
            } catch {
                failures.append(error.message)
            }
        }
        throw MirrorsError(failures.joined(separator: "\n"))
    }

    /// The mirrors to take the URL of: one where it is known which.
    private func candidates(_ stack: Stack) async throws -> [StackMirror] {
        if let mirror {
            guard let named = stack.mirrors.first(where: { $0.id == mirror }) else {
                let ids = stack.mirrors.map { "\($0.id)" }.joined(separator: ", ")
                throw MirrorsError("There is no mirror with the id \(mirror): valid are \(ids).")
            }
            return [named]
        }
        let chain = try options.chain(stack)
        let inOrder =
            chain.candidates.filter { $0.id == chain.remembered }
            + chain.candidates.filter { $0.id != chain.remembered }
        guard !skipsProbe else { return inOrder }
        #if HTTP
        return try await MirrorsSession.withProbe(stack, base: file.base) { probe in
            do throws(MirrorError) {
                return [try await chain.firstReachable(using: probe)]
            } catch {
                StandardError.print("Error: \(error.message)")
                throw ExitCode(3)
            }
        }
        #else
        StandardError.print("The mirrors are not probed: this replicactl was built without the package trait HTTP.")
        return inOrder
        #endif
    }
}
