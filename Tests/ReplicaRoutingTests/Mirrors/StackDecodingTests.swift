// SPDX-License-Identifier: Apache-2.0

import Foundation
import ReplicaRouting
import Testing

@Suite("Stack info")
struct StackDecodingTests {
    private static let json = """
        {"sid": 5, "pid": 3, "ptitle": "P", "stitle": "L1 CNS", "orientation": 2, "num_zoom_levels": 4,
         "dimension": {"x": 28128, "y": 31840, "z": 4841}, "resolution": {"x": 3.8, "y": 3.8, "z": 50},
         "canary_location": {"x": 100, "y": 200, "z": 300}, "broken_slices": {}, "comment": null,
         "mirrors": [
           {"id": 12, "title": "Z\\u00fcrich", "image_base": "https://b/", "tile_width": 256, "tile_height": 128,
            "tile_source_type": 5, "file_extension": "png", "position": 1},
           {"id": 11, "title": "late", "image_base": "https://c/", "tile_width": 512, "tile_height": 512,
            "tile_source_type": 99, "file_extension": "jpg", "position": 2, "new_key": [1]},
           {"id": 15, "title": "same", "image_base": "https://d/", "tile_width": 512, "tile_height": 512,
            "tile_source_type": 1, "file_extension": "jpg", "position": 1}
         ]}
        """

    private static func decode(_ json: String) throws -> Stack {
        try JSONDecoder().decode(Stack.self, from: Data(json.utf8))
    }

    private static func error(replacing text: String, by other: String) throws -> MirrorError {
        #expect(json.contains(text))
        return try #require(mirrorError { try decode(json.replacing(text, with: other)) })
    }

    @Test("CATMAID's own JSON decodes; keys that are not needed are ignored")
    func decodes() throws {
        let stack = try Self.decode(Self.json)
        #expect(stack.id == 5 && stack.projectID == 3 && stack.title == "L1 CNS")
        #expect(stack.orientation == .zy && stack.zoomLevels == 4)
        #expect(stack.dimension == StackPoint(x: 28_128, y: 31_840, z: 4_841))
        #expect(stack.canary == StackPoint(x: 100, y: 200, z: 300))
        let first = try #require(stack.mirrors.first)
        #expect(first.title == "Zürich" && first.imageBase == "https://b/" && first.fileExtension == "png")
        #expect(first.tileWidth == 256 && first.tileHeight == 128 && first.tileSourceType == 5)
    }

    @Test("mirrors are in order of position, ties by id, whatever the order in the JSON")
    func order() throws {
        #expect(try Self.decode(Self.json).mirrors.map(\.id) == [12, 15, 11])
    }

    @Test(
        "a missing key is named",
        arguments: [
            (#""sid": 5, "#, "", "sid is missing"),
            (#""z": 300"#, #""t": 300"#, "canary_location.z is missing"),
            (#""tile_width": 512, "tile_height": 512,"#, #""tile_height": 512,"#, "mirrors[1].tile_width is missing"),
            (#""mirrors""#, #""mirror""#, "mirrors is missing"),
        ]
    )
    func missing(text: String, other: String, message: String) throws {
        let error = try Self.error(replacing: text, by: other)
        #expect(error.code == .invalidStack)
        #expect(error.message == "the stack info is not valid: " + message)
    }

    @Test(
        "a wrong value is named with what is valid",
        arguments: [
            (#""sid": 5"#, #""sid": "5""#, "sid has the wrong type, valid is a whole number"),
            (#""stitle": "L1 CNS""#, #""stitle": null"#, "stitle is null, valid is a text"),
            (#""position": 2"#, #""position": "b""#, "mirrors[1].position has the wrong type, valid is a whole number"),
            (#""orientation": 2"#, #""orientation": 3"#, "orientation holds a value that is not valid there"),
            (#""sid": 5"#, #""sid": 1e99"#, "sid holds a value that is not valid there: valid are whole numbers"),
            (#""tile_height": 128"#, #""tile_height": 12.8"#, "mirrors[0].tile_height holds a value"),
            (#"{"x": 100, "y": 200, "z": 300}"#, "[1]", "canary_location has the wrong type, valid is an object"),
        ]
    )
    func wrong(text: String, other: String, message: String) throws {
        let error = try Self.error(replacing: text, by: other)
        #expect(error.code == .invalidStack)
        #expect(error.message.hasPrefix("the stack info is not valid: " + message), "\(error)")
    }

    @Test("JSON that is no object says so")
    func noObject() throws {
        let error = try #require(mirrorError { try Self.decode("[]") })
        #expect(error.code == .invalidStack)
        #expect(error.message == "the stack info is not valid: the whole has the wrong type, valid is an object")
    }

    @Test("two mirrors of one id are refused")
    func duplicate() throws {
        let error = try Self.error(replacing: #""id": 15"#, by: #""id": 12"#)
        #expect(error.code == .duplicateMirror)
        #expect(error.message == "two mirrors have the id 12: valid are ids that differ")
    }

    @Test("a custom mirror is placed by its position, and refused where its id is taken")
    func custom() throws {
        let stack = try Self.decode(Self.json)
        let more = try stack.adding(StackMirror(id: -1, title: "mine", imageBase: "file:///", position: 1))
        #expect(more.mirrors.map(\.id) == [-1, 12, 15, 11])
        #expect(more.canary == stack.canary && more.id == stack.id)
        let error = mirrorError { try more.adding(StackMirror(id: 11, title: "again", imageBase: "")) }
        #expect(error?.code == .duplicateMirror)
    }
}
