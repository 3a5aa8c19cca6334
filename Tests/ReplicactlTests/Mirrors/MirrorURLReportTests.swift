// SPDX-License-Identifier: Apache-2.0

import Foundation
import ReplicaRouting
import Testing

@testable import replicactl

@Suite("Report of mirror URLs")
struct MirrorURLReportTests {
    private func report(_ base: String?, _ attributes: DatasetAttributes?) throws -> MirrorURLReport {
        let stack = try JSONDecoder().decode(Stack.self, from: Data(MirrorSamples.json.utf8))
        return MirrorURLReport(stack, base: base, attributes: attributes)
    }

    @Test("one line for each mirror in order of position; what is wrong with one stands in its own line")
    func lines() throws {
        let nested = "&file_extension=h5&basename=http%3A%2F%2Fa%2Fi%3Fv%3D1&type=all&format=hdf5"
        #expect(
            try report("http://catmaid", .n5(blockSize: [64, 64, 7])).lines == [
                " 7  first     http://catmaid/3/stack/5/tile?x=128&y=192&width=64&height=64&row=y&col=x&scale=1&z=7"
                    + nested,
                "12  second    http://b/7/3_2_0.jpg",
                " 9  blocks    http://c/v/2/3/1",
                #" 8  new?kind  error: the tile source type of "new?kind" (8) is 15: valid are 1 to 14"#,
            ]
        )
    }

    @Test("in JSON, a mirror has its URL or its error, and never both")
    func json() throws {
        struct Answer: Decodable {
            struct Mirror: Decodable {
                let id: Int
                let title: String
                let tile_source_type: Int
                let url: String?
                let error: String?
            }

            let mirrors: [Mirror]
        }
        let text = try ClusterFormat.json(report(nil, nil))
        let answer = try JSONDecoder().decode(Answer.self, from: Data(text.utf8))
        #expect(answer.mirrors.map(\.id) == [7, 12, 9, 8])
        #expect(answer.mirrors.map(\.tile_source_type) == [3, 1, 11, 15])
        #expect(answer.mirrors.map { $0.url != nil } == [false, true, false, false])
        #expect(answer.mirrors.allSatisfy { ($0.url == nil) != ($0.error == nil) })
        #expect(!text.contains("null"))
    }
}
