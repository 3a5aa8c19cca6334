// SPDX-License-Identifier: Apache-2.0

#if HTTP
import AsyncHTTPClient
import Foundation
import ReplicaRouting
import ReplicaRoutingHTTP
import Testing

@Suite("The example of Docs/Mirrors.md", .timeLimit(.minutes(1)))
struct DocumentedExampleTests {
    // As in the text, but that the probe is given more time than a busy machine needs.
    private func firstTile(info: Data, remembered: Int?, client: HTTPClient) async throws -> String {
        let stack = try JSONDecoder().decode(Stack.self, from: info)
        let chain = try MirrorChain(stack, startingAt: remembered, configuration: .patient())
        let mirror = try await chain.firstReachable(using: HTTPCanaryProbe(client, stack: stack, timeout: .seconds(30)))

        let source = try TileSource(mirror, of: stack)
        return try source.tileURL(source.tile(at: StackPoint(x: 9_000, y: 4_000, z: 12), zoom: 1))
    }

    @Test("it gives the URL of a tile on the first mirror that is reachable")
    func example() async throws {
        let server = try FaultServer(.status(200))
        defer { server.stop() }
        let info = """
            {"sid": 5, "pid": 3, "stitle": "L1", "orientation": 0, "num_zoom_levels": 4,
             "dimension": {"x": 1000, "y": 1000, "z": 100}, "canary_location": {"x": 130, "y": 200, "z": 7},
             "mirrors": [{"id": 1, "title": "one", "image_base": "\(server.base)", "tile_width": 512,
               "tile_height": 256, "tile_source_type": 5, "file_extension": "jpg", "position": 0}]}
            """
        let url = try await withClient { client in
            try await firstTile(info: Data(info.utf8), remembered: 7, client: client)
        }
        #expect(url == server.base + "1/12/7/8.jpg")
    }
}
#endif
