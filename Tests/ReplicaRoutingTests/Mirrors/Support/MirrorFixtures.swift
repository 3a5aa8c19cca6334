// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting

extension StackMirror {
    /// A mirror of a type whose tiles are 256 x 128, served from a place of its own.
    static func of(
        type: Int,
        base: String = "https://tiles.example.org/s/",
        width: Int = 256,
        height: Int = 128,
        ending: String = "jpg"
    ) -> StackMirror {
        StackMirror(
            id: 7,
            title: "Boston",
            imageBase: base,
            tileWidth: width,
            tileHeight: height,
            tileSourceType: type,
            fileExtension: ending,
            position: 0
        )
    }

    /// Mirrors 1, 2, 3 and so on, at the positions 10, 20, 30 and so on.
    static func row(_ count: Int) -> [StackMirror] {
        (1...count).map { StackMirror(id: $0, title: "m\($0)", imageBase: "https://m\($0)/", position: $0 * 10) }
    }
}

extension Stack {
    /// Stack 5 of project 3, with its canary at (1000, 700, 42).
    static func fixture(_ orientation: StackOrientation = .xy, mirrors: [StackMirror] = []) throws -> Stack {
        try Stack(
            id: 5,
            projectID: 3,
            title: "L1 CNS",
            orientation: orientation,
            zoomLevels: 4,
            dimension: StackPoint(x: 28_128, y: 31_840, z: 4_841),
            canary: StackPoint(x: 1_000, y: 700, z: 42),
            mirrors: mirrors
        )
    }
}

/// The error that `body` throws, nil when it throws none.
func mirrorError<Value>(_ body: () throws -> Value) -> MirrorError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? MirrorError
    }
}
