// SPDX-License-Identifier: Apache-2.0

import Foundation
import ReplicaRouting
import Testing

@Suite("Block URLs")
struct BlockURLTests {
    private func source(_ type: Int, _ base: String) throws -> TileSource {
        try TileSource(.of(type: type, base: base, width: 64, height: 32), of: .fixture())
    }

    // The canary (1000, 700, 42) in tiles of 64 x 32: column 15, row 21.
    @Test(
        "N5 blocks stand in the order of the dataset's axes, the plane divided by the block size",
        arguments: [
            ("0_1_2", [64, 32, 10], "15/21/4"),
            ("0_2_1", [64, 10, 32], "15/4/21"),
            ("2_1_0", [10, 32, 64], "4/21/15"),
            ("1_2_0", [10, 64, 32], "4/15/21"),
            ("2_0_1", [32, 10, 64], "21/4/15"),
            ("1_0_2", [32, 64, 10], "21/15/4"),
        ]
    )
    func n5(axes: String, blockSize: [Int], block: String) throws {
        let source = try source(11, "https://h/data/v.n5/raw/%SCALE_DATASET%/" + axes)
        let url = try source.canaryURL(attributes: .n5(blockSize: blockSize))
        #expect(url == "https://h/data/v.n5/raw/s0/" + block)
    }

    @Test("an N5 dataset without scales keeps its path, and each scale has attributes of its own")
    func n5Scales() throws {
        let flat = try source(11, "https://h/v.n5/raw/0_1_2")
        #expect(flat.attributesURL() == "https://h/v.n5/raw/attributes.json")
        let scaled = try source(11, "https://h/v.n5/raw/%SCALE_DATASET%/0_1_2")
        #expect(scaled.attributesURL(zoom: 2) == "https://h/v.n5/raw/s2/attributes.json")
        let tile = TileAddress(column: 1, row: 2, plane: 33, zoom: 2)
        #expect(
            try scaled.tileURL(tile, attributes: .n5(blockSize: [64, 32, 16])) == "https://h/v.n5/raw/s2/1/2/2"
        )
    }

    private let scales = [
        PrecomputedScale(
            key: "4_4_40",
            size: [28_000, 31_000, 4_800],
            chunkSize: [64, 32, 10],
            voxelOffset: [5, 6, 7]
        ),
        PrecomputedScale(key: "8_8_40", chunkSize: [64, 32, 10]),
    ]

    @Test("precomputed blocks are ranges of voxels from the offset of the volume on")
    func precomputed() throws {
        let source = try source(14, "https://h/v/image/0_1_2")
        #expect(source.attributesURL() == "https://h/v/image/info")
        let attributes = DatasetAttributes.precomputed(scales: scales)
        #expect(
            try source.canaryURL(attributes: attributes) == "https://h/v/image/4_4_40/965-1029_678-710_47-57"
        )
        let tile = TileAddress(column: 1, row: 2, plane: 33, zoom: 1)
        #expect(try source.tileURL(tile, attributes: attributes) == "https://h/v/image/8_8_40/64-128_64-96_30-40")
    }

    @Test("sizes and offsets of a precomputed volume are those of its own axes")
    func precomputedAxes() throws {
        let source = try source(14, "https://h/v/2_1_0")
        let scale = PrecomputedScale(key: "k", chunkSize: [10, 32, 64], voxelOffset: [1, 2, 3])
        let url = try source.canaryURL(attributes: .precomputed(scales: [scale]))
        #expect(url == "https://h/v/k/41-51_674-706_963-1027")
    }

    @Test("a block at the end of a precomputed volume is cut off there")
    func precomputedEnd() throws {
        let source = try source(14, "https://h/v/0_1_2")
        let scale = PrecomputedScale(key: "k", size: [1_000, 700, 45], chunkSize: [64, 32, 10])
        let url = try source.canaryURL(attributes: .precomputed(scales: [scale]))
        #expect(url == "https://h/v/k/960-1000_672-700_40-45")
    }

    @Test("buckets of Google Cloud Storage are reached over HTTPS")
    func buckets() throws {
        let source = try source(14, "gs://bucket/v/0_1_2")
        #expect(source.attributesURL() == "https://storage.googleapis.com/bucket/v/info")
        let url = try source.canaryURL(attributes: .precomputed(scales: scales))
        #expect(url.hasPrefix("https://storage.googleapis.com/bucket/v/4_4_40/"))
    }

    @Test(
        "an image base without slice dimensions is refused",
        arguments: [
            "https://h/v.n5/raw", "https://h/v/0_1", "https://h/v/0_1_1", "https://h/v/0_1_2_3", "https://h/v/0_1_x",
            "v", "",
            "https://h/v/0_1_2/",
        ]
    )
    func badBase(base: String) throws {
        for type in [11, 14] {
            let error = mirrorError { try source(type, base) }
            #expect(error?.code == .invalidMirror)
            #expect(error?.message.contains("slice dimensions") == true)
        }
    }

    @Test("attributes that are missing, of the other kind or not valid are errors that say so")
    func badAttributes() throws {
        let (n5, precomputed) = (try source(11, "https://h/v/0_1_2"), try source(14, "https://h/v/0_1_2"))
        for source in [n5, precomputed] {
            let error = mirrorError { try source.canaryURL() }
            #expect(error?.code == .missingAttributes)
            #expect(error?.message.contains(source.attributesURL() ?? "-") == true)
        }
        let wrong: [(TileSource, DatasetAttributes)] = [
            (n5, .precomputed(scales: scales)), (precomputed, .n5(blockSize: [1, 1, 1])),
            (n5, .n5(blockSize: [64, 64])), (n5, .n5(blockSize: [64, 0, 64])),
            (precomputed, .precomputed(scales: [.init(key: "k", chunkSize: [1, 0, 1])])),
            (precomputed, .precomputed(scales: [.init(key: "k", chunkSize: [1, 1])])),
            (precomputed, .precomputed(scales: [.init(key: "k", size: [1], chunkSize: [1, 1, 1])])),
            (precomputed, .precomputed(scales: [.init(key: "k", chunkSize: [1, 1, 1], voxelOffset: [])])),
        ]
        for (source, attributes) in wrong {
            #expect(mirrorError { try source.canaryURL(attributes: attributes) }?.code == .invalidAttributes)
        }
        let far = TileAddress(column: 0, row: 0, plane: 0, zoom: 2)
        let error = mirrorError { try precomputed.tileURL(far, attributes: .precomputed(scales: scales)) }
        #expect(error?.message == "the zoom level is 2: valid are 0 to 1, the scales of the volume")
        for column in [Int.max, .max / 64, .min] {
            let tile = TileAddress(column: column, row: 0, plane: 0)
            let error = mirrorError { try precomputed.tileURL(tile, attributes: .precomputed(scales: scales)) }
            #expect(error?.code == .invalidTile)
        }
    }

    @Test("attributes.json and info decode, and say what they lack")
    func decoding() throws {
        let decode = { (json: String) in try JSONDecoder().decode(DatasetAttributes.self, from: Data(json.utf8)) }
        let n5 = #"{"dimensions":[9,9,9],"blockSize":[3,2,1],"dataType":"uint8","compression":{"type":"gzip"}}"#
        #expect(try decode(n5) == .n5(blockSize: [3, 2, 1]))
        let info = """
            {"@type":"neuroglancer_multiscale_volume","scales":[{"key":"4_4_40","size":[28000,31000,4800],
            "chunk_sizes":[[64,32,10],[1,1,1]],"voxel_offset":[5,6,7],"encoding":"raw"},
            {"key":"8_8_40","chunk_sizes":[[64,32,10]]}]}
            """
        #expect(try decode(info) == .precomputed(scales: scales))
        for (json, message) in [
            ("{}", "neither blockSize"), (#"{"blockSize":[1.5]}"#, "blockSize holds"),
            (#"{"blockSize":["a"]}"#, "blockSize[0] has"),
            (#"{"scales":[{"key":"k"}]}"#, "scales[0].chunk_sizes is missing"),
            (#"{"scales":[{"key":"k","chunk_sizes":[]}]}"#, "scales[0].chunk_sizes holds"),
        ] {
            let error = mirrorError { try decode(json) }
            #expect(error?.code == .invalidAttributes)
            #expect(error?.message.contains(message) == true, "\(String(describing: error))")
        }
    }
}
